import { join } from 'node:path'
import type { Locator } from 'playwright'
import { openSqliteStore } from '../../../../relay/store/database/openSqliteStore.ts'
import type { Append } from '../../../../relay/store/log/append.ts'
import type { ConsoleInBrowser } from '../../../support/console/openConsoleInBrowser.ts'
import { witnessId } from '../../../support/console/relayWithConsole.ts'
import { newEntryId } from '../../../support/console/startCore.ts'

export const lines = 10_000
const linesOfDay = 100
const dayMs = 24 * 3_600_000

/** Something was said on each second day: a hundred lines. */
const firstDay = startOf(Date.now() - 300 * dayMs)

function startOf(atMs: number): Date {
  const date = new Date(atMs)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate())
}

function dateOf(number: number, hour = 0): Date {
  return new Date(firstDay.getFullYear(), firstDay.getMonth(), firstDay.getDate() + number, hour)
}

/** Returns the day with this number, from 0, as a field for days writes it. */
export function dayOf(number: number): string {
  const date = dateOf(number)
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-')
}

/** Returns the first line that was said on a day of an even number. */
export function firstLineOf(number: number): number {
  return (number / 2) * linesOfDay + 1
}

/** Lines of one row to nine, three of them with a word that is looked for. */
function textOf(line: number): string {
  const word = [150, 5_000, 9_990].includes(line) ? 'ambergris ' : ''
  return `line ${line} ${word}${'word and word '.repeat((line * 7) % 23)}`
}

/** Puts 10,000 lines into the first session's conversation, each with its time. The relay must have ended. */
export async function fillThread({ directories, sessionAt }: ConsoleInBrowser): Promise<void> {
  const store = await openSqliteStore({ file: join(directories.relay, 'relay.db') })
  const sessionId = sessionAt(0)
  const session = await store.sessions.find(sessionId)
  const append = (line: number): Append => ({
    ...{ id: newEntryId(), sessionId, thread: 'care', sessionVersion: session?.version ?? 0 },
    ...{ senderId: witnessId, senderName: 'Witness', senderRole: 'patient' },
    atMs: dateOf(Math.floor((line - 1) / linesOfDay) * 2, 9).getTime() + (line % linesOfDay) * 60_000,
    body: { kind: 'message', type: 'text', text: textOf(line) },
  })
  for (let from = 1; from <= lines; from += 500)
    await store.log.appendAll(Array.from({ length: 500 }, (_, at) => append(from + at)))
  await store.close()
}

/** Returns the first line that begins in view, below what covers the top, and whether the line of its day stands right above it, in view as well. */
export function firstInView(log: Locator, coveredPx = 0) {
  return log.evaluate((element, covered) => {
    const top = element.getBoundingClientRect().top + covered
    const rows = [...element.querySelectorAll<HTMLElement>('[data-index]')]
      .map((row) => ({ row, top: row.getBoundingClientRect().top - top }))
      .filter((one) => one.top >= -2)
      .sort((a, b) => a.top - b.top)
    const [first, second] = rows
    const isDay = first !== undefined && first.row.querySelector('article') === null
    const text = (isDay ? second : first)?.row.querySelector('article')?.textContent ?? ''
    return { line: Number(/line (\d+)/.exec(text)?.[1]), hasDayAbove: isDay && first.top <= 2 }
  }, coveredPx)
}

/** Returns the first line in view, and how far from the top it stands, in whole px. */
export function placeOfFirst(log: Locator) {
  return log.evaluate((element) => {
    const top = element.getBoundingClientRect().top
    const [first] = [...element.querySelectorAll('article')]
      .map((row) => ({ text: row.textContent ?? '', top: Math.round(row.getBoundingClientRect().top - top) }))
      .filter((one) => one.top >= 0)
      .sort((a, b) => a.top - b.top)
    return first && { line: Number(/line (\d+)/.exec(first.text)?.[1]), top: first.top }
  })
}

/** Resolves when nothing in the conversation has moved for some frames. */
export async function settled(log: Locator): Promise<void> {
  await log.evaluate(async (element) => {
    let still = 0
    let last = ''
    while (still < 12) {
      await new Promise(requestAnimationFrame)
      const now = `${element.scrollTop} ${element.scrollHeight}`
      still = now === last ? still + 1 : 0
      last = now
    }
  })
}
