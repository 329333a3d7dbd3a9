import { sha256 } from './migrationsLock.ts'

/** For each decision that has been published, the SHA-256 of its file without the status line. */
export type DecisionsLock = Readonly<Record<string, string>>

/** The status line, with the numbers of the decisions that came after. */
export const statusLine = /^Status: (?:accepted(?:, amended by (\d{4}(?:, \d{4})*))?|superseded by (\d{4}))$/m

export const hashOfDecision = (text: string) => sha256(text.replace(statusLine, ''))

/** Returns what is wrong between the decisions and their lock: a line for each, with what to do. */
export function checkDecisions(decisions: Readonly<Record<string, string>>, lock: DecisionsLock): string[] {
  const gone = Object.keys(lock)
    .filter((file) => decisions[file] === undefined)
    .map((file) => `${file} is gone, and is published: put it back, with the status "superseded by NNNN".`)
  const newest = Object.keys(lock).sort().at(-1) ?? ''
  const wrong = Object.entries(decisions).flatMap(([file, text]) => {
    const hash = hashOfDecision(text)
    if (lock[file] === hash || (lock[file] === undefined && file > newest)) return []
    return lock[file] === undefined
      ? [`${file} has a number below those that are published: take the next free one.`]
      : [`${file} was rewritten, and is published: put it back, and write a new decision that amends it.`]
  })
  return [...gone, ...wrong]
}

/** Returns a line for each decision whose status names one that is not there, or is not later. */
export function danglingStatuses(decisions: Readonly<Record<string, string>>): string[] {
  const numbers = new Set(Object.keys(decisions).map((file) => file.slice(0, 4)))
  return Object.entries(decisions).flatMap(([file, text]) => {
    const [, amended = '', superseded = ''] = statusLine.exec(text) ?? []
    return [...amended.split(', '), superseded]
      .filter((number) => number !== '' && (!numbers.has(number) || number <= file.slice(0, 4)))
      .map((number) => `${file} names ${number} in its status, which is not a later decision.`)
  })
}
