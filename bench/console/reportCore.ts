import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Report of the host's process on itself. Times are since the report before. */
export interface CoreReport {
  readonly rssBytes: number
  readonly heapBytes: number
  /** The longest time in which the thread of the core answered nobody. */
  readonly longestTaskMs: number
  readonly cpuMs: number
}

/* Loaded into the host before its own code: reports to its parent on request. */
process.on('message', createReporter())
// The channel to the parent alone does not keep the host alive.
process.channel?.unref()

function createReporter(): () => void {
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  let cpuBefore = process.cpuUsage()
  return () => {
    const { rss, heapUsed } = process.memoryUsage()
    const { user, system } = process.cpuUsage(cpuBefore)
    const report: CoreReport = {
      rssBytes: rss,
      heapBytes: heapUsed,
      longestTaskMs: delays.max / 1e6,
      cpuMs: (user + system) / 1_000,
    }
    delays.reset()
    cpuBefore = process.cpuUsage()
    process.send?.(report)
  }
}
