import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { BusyError } from '../limits/busyError.ts'
import type { DeriveKey, ScryptCost } from './deriveKey.ts'

/** Request to a worker. */
export interface KeyRequest {
  readonly password: string
  readonly salt: Uint8Array
  readonly cost: ScryptCost
}

interface Job extends KeyRequest {
  readonly resolve: (key: Buffer) => void
  readonly reject: (error: unknown) => void
}

export interface PasswordWorkers {
  /** Refuses with `BusyError` when so many wait that who comes now would wait too long. */
  readonly deriveKey: DeriveKey
  /** Ends the threads; what waits is refused. */
  readonly close: () => Promise<void>
}

/**
 * Threads beside those of Node, which files wait for: a flood of passwords is nobody's business but that of who signs in. One core
 * stays with the messages.
 */
const workers = Math.max(1, Math.min(2, availableParallelism() - 1))
/** Passwords that may wait: with 0.2 s for each, who comes last waits for some seconds. */
const mostWaiting = 40
/** Time after which a refused attempt may be made again, in ms: about as many are done by then as may wait. */
const retryAfterMs = 3_000

/** Threads that hash passwords, begun when there is one to hash. */
export function createPasswordWorkers(): PasswordWorkers {
  const waiting: Job[] = []
  const idle: Worker[] = []
  const busy = new Map<Worker, Job>()
  let isClosed = false

  function startNext(): void {
    for (;;) {
      if (waiting.length === 0 || (idle.length === 0 && busy.size >= workers)) return
      const job = waiting.shift()
      if (!job) return
      const worker = idle.pop() ?? startWorker()
      busy.set(worker, job)
      // A process may end while nobody signs in.
      worker.ref()
      worker.postMessage({ password: job.password, salt: job.salt, cost: job.cost } satisfies KeyRequest)
    }
  }
  function startWorker(): Worker {
    const worker = new Worker(new URL('passwordWorker.ts', import.meta.url))
    worker.on('message', (key: Uint8Array) => {
      const job = busy.get(worker)
      busy.delete(worker)
      worker.unref()
      idle.push(worker)
      job?.resolve(Buffer.from(key))
      startNext()
    })
    worker.on('error', (error) => {
      // The thread has ended; the next password begins another one.
      const job = busy.get(worker)
      busy.delete(worker)
      job?.reject(error)
      startNext()
    })
    return worker
  }

  return {
    deriveKey: (password, salt, cost) => {
      if (isClosed || waiting.length >= mostWaiting) return Promise.reject(new BusyError(retryAfterMs))
      return new Promise((resolve, reject) => {
        waiting.push({ password, salt, cost, resolve, reject })
        startNext()
      })
    },
    close: async () => {
      isClosed = true
      const refused = [...waiting.splice(0), ...busy.values()]
      const all = [...idle.splice(0), ...busy.keys()]
      busy.clear()
      for (const { reject } of refused) reject(new BusyError(retryAfterMs))
      await Promise.all(all.map((worker) => worker.terminate()))
    },
  }
}
