import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

/**
 * Resolves with what `ready` captures in the first line of the program's stdout in which it is found; reads on after it, so that the
 * program is not held up. Rejects with `complaint()` when the program ends before that line, and when it cannot be started.
 */
export function untilReady(child: ChildProcess, ready: RegExp, complaint: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const found = ready.exec(line)?.[1]
        if (found !== undefined) resolve(found)
      })
    }
    child.once('error', reject)
    child.once('close', () => reject(new Error(complaint())))
  })
}
