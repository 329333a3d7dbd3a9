import { pickOne, type Random, randomBetween } from '../random.ts'
import type { PatientScript } from './patientScript.ts'
import { tempoOf } from './tempoOf.ts'
import { topicsIn } from './topicsIn.ts'

/** All that decides what a patient writes next; both parts can be read off the thread, so a restart continues the conversation. */
export interface PatientState {
  readonly script: PatientScript
  /** The patient's own messages so far, oldest first. */
  readonly written: readonly string[]
}

/**
 * Cause of the patient's next message: messages of the clinician, or that for `waitedMs` nothing came; `isOwedReply`: the last
 * message is the patient's.
 */
export type Trigger =
  | { readonly kind: 'messages'; readonly texts: readonly string[] }
  | { readonly kind: 'silence'; readonly waitedMs: number; readonly isOwedReply: boolean }

const answersAtOnce = 2

/** The patient's next message, or undefined when they have nothing to write. */
export function nextUtterance(state: PatientState, trigger: Trigger, random: Random): string | undefined {
  const line = trigger.kind === 'messages' ? answer(state, trigger.texts) : breakSilence(state, trigger, random)
  return line === undefined ? undefined : fillRanges(line, random)
}

/** Returns whether the patient has yet to write what they came for. */
export function hasOpeningLeft({ script, written }: PatientState): boolean {
  return script.opening.some((line) => !written.includes(line))
}

/** Returns whether the patient's last message was a thank-you: the conversation has come to its end. */
export function hasThanked({ script, written }: PatientState): boolean {
  return script.thanks.includes(written.at(-1) ?? '')
}

function firstUnused(lines: readonly string[] | undefined, written: readonly string[]): string | undefined {
  return lines?.find((line) => !written.some((text) => text.includes(line)))
}

function answer({ script, written }: PatientState, texts: readonly string[]): string | undefined {
  const topics = texts.flatMap(topicsIn)
  if (topics.includes('farewell')) return firstUnused(script.thanks, written)
  const answers = [...new Set(topics)].flatMap((topic) => firstUnused(script.answers[topic], written) ?? [])
  if (answers.length > 0) return answers.slice(0, answersAtOnce).join(' ')
  if (topics.includes('advice')) return firstUnused(script.thanks, written)
  const { other } = script.answers
  return firstUnused(other, written) ?? other[written.length % other.length]
}

function breakSilence(
  { script, written }: PatientState,
  { waitedMs, isOwedReply }: Extract<Trigger, { kind: 'silence' }>,
  random: Random,
): string | undefined {
  const openingLine = script.opening.find((line) => !written.includes(line))
  if (openingLine !== undefined) return openingLine
  const updates = script.updates.filter((line) => line !== written.at(-1))
  const isImpatient = isOwedReply && waitedMs > tempoOf[script.temperament].patienceMs
  const complaint = isImpatient && random() < 0.6 ? firstUnused(script.impatience, written) : undefined
  return complaint ?? firstUnused(script.followUps, written) ?? pickOne(random, updates)
}

function fillRanges(line: string, random: Random): string {
  return line.replace(/\{(\d+(?:\.(\d+))?)\.\.(\d+(?:\.\d+)?)\}/g, (_range, low: string, decimals = '', high: string) =>
    randomBetween(random, Number(low), Number(high)).toFixed(decimals.length),
  )
}
