import type { ChildProcess } from 'node:child_process'
import { describeExit, hasEnded } from './childExit.ts'

export interface Supervision {
  /** As it is called in what is said about it: "the relay". */
  readonly name: string
  /** Starts it; rejects with what to tell the person when it cannot start. */
  readonly start: () => Promise<ChildProcess>
  readonly print: (line: string) => void
  /** It ended with code 0 without having been asked to. */
  readonly ended: () => void
  /** It keeps ending, or cannot be started again; `reason` is one line. */
  readonly gaveUp: (reason: string) => void
}

export interface SupervisedChild {
  /** Asks it to stop (SIGTERM) and resolves when it has; after ten seconds it is killed. */
  readonly stop: () => Promise<void>
}

const mostRestarts = 3
const restartWindowMs = 60_000
const stopMs = 10_000

/** Starts a child and starts it again when it crashes, at most three times a minute. Rejects when the first start fails. */
export async function superviseChild({ name, start, print, ended, gaveUp }: Supervision): Promise<SupervisedChild> {
  let isStopping = false
  let restartsAtMs: number[] = []
  let restarting: Promise<void> = Promise.resolve()
  let child = await start()

  const watch = () => {
    const current = child
    const react = () => {
      if (isStopping) return
      if (current.exitCode === 0) {
        ended()
        return
      }
      const now = Date.now()
      restartsAtMs = [...restartsAtMs.filter((at) => now - at < restartWindowMs), now]
      if (restartsAtMs.length > mostRestarts) {
        gaveUp(`${name} ${describeExit(current)}, ${restartsAtMs.length} times within a minute`)
        return
      }
      print(`${name} ${describeExit(current)}; starting it again`)
      restarting = restart()
    }
    if (hasEnded(current)) react()
    else current.once('exit', react)
  }
  const restart = async () => {
    try {
      child = await start()
    } catch (error) {
      if (!isStopping) gaveUp(`${name} cannot be started again: ${error instanceof Error ? error.message : 'unknown'}`)
      return
    }
    if (!isStopping) watch()
  }
  watch()

  return {
    stop: async () => {
      isStopping = true
      await restarting
      if (hasEnded(child)) return
      const { promise, resolve } = Promise.withResolvers<void>()
      child.once('exit', () => resolve())
      const timer = setTimeout(() => {
        print(`${name} did not stop within ${stopMs / 1_000} s and was killed`)
        child.kill('SIGKILL')
      }, stopMs)
      child.kill('SIGTERM')
      await promise
      clearTimeout(timer)
    },
  }
}
