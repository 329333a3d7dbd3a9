import { setTimeout as pause } from 'node:timers/promises'

/** Memory of a process, in bytes. */
export interface MemoryReport {
  readonly rssBytes: number
  readonly heapBytes: number
  /** The largest RSS since the process began. */
  readonly peakRssBytes: number
}

/** Of now, after a collection as V8 does it by itself, or after one as when memory has run out. */
export type MemoryLook = 'now' | 'afterCollecting' | 'afterLastResort'

/* Loaded into a server before its own code: answers its parent, who asks for its memory. */
process.on('message', (asked) => {
  if (asked === 'now') process.send?.(report())
  if (asked === 'afterCollecting') void collect('regular').then(() => process.send?.(report()))
  if (asked === 'afterLastResort') void collect('last-resort').then(() => process.send?.(report()))
})
// The parent's asking alone does not keep a server alive.
process.channel?.unref()

/**
 * The last resort gives back pages that garbage has left empty too, or the garbage of a busy minute would be counted. What has been
 * let go is free only when finalizers have run, so this takes several turns.
 */
async function collect(flavor: 'regular' | 'last-resort'): Promise<void> {
  for (let time = 0; time < 3; time += 1) {
    globalThis.gc?.({ type: 'major', execution: 'sync', flavor })
    await pause(100)
  }
}

function report(): MemoryReport {
  const { rss, heapUsed } = process.memoryUsage()
  return { rssBytes: rss, heapBytes: heapUsed, peakRssBytes: process.resourceUsage().maxRSS * 1024 }
}
