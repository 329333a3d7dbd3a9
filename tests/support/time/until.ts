import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 10

/** Waits until `isSo` holds, looking again and again. Rejects, naming `what`, when it does not within `limitMs`. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const giveUpAt = Date.now() + limitMs
  while (!(await isSo())) {
    if (Date.now() > giveUpAt) throw new Error(`waited ${limitMs} ms in vain until ${what}`)
    await sleep(pollMs)
  }
}
