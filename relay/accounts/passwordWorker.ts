import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { deriveKeyNow } from './deriveKey.ts'
import type { KeyRequest } from './passwordWorkers.ts'

/* A thread that does nothing but hash passwords, one after the other. */

// Linux counts priorities by thread, and 0 is the thread that asks; elsewhere this would slow the whole relay down.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)

parentPort?.on('message', ({ password, salt, cost }: KeyRequest) => {
  parentPort?.postMessage(deriveKeyNow(password, salt, cost))
})
