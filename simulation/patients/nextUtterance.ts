import { pickOne, type Random, randomBetween } from '../random.ts'
import type { PatientScript } from './patientScript.ts'
import { tempoOf } from './tempoOf.ts'
import { topicsIn } from './topicsIn.ts'

/** All that decides what a patient says next; both parts can be read off the thread, so a restart continues the conversation. */
export interface PatientState {
  readonly script: PatientScript
  /** The patient's own messages so far, oldest first. */
  readonly said: readonly string[]
}

/**
 * Cause of the patient's reaction: messages of the clinician, or that for `waitedMs` nothing came; `isOwedReply`: the last word
 * is theirs.
 */
export type Heard =
  | { readonly kind: 'messages'; readonly texts: readonly string[] }
  | { readonly kind: 'silence'; readonly waitedMs: number; readonly isOwedReply: boolean }

const answersAtOnce = 2

/** The patient's next message, or undefined when they have nothing to say to it. */
export function nextUtterance(state: PatientState, heard: Heard, random: Random): string | undefined {
  const line = heard.kind === 'messages' ? answer(state, heard.texts) : breakSilence(state, heard, random)
  return line === undefined ? undefined : fillRanges(line, random)
}

/** Returns whether the patient still has to say what they came for. */
export function hasOpeningLeft({ script, said }: PatientState): boolean {
  return script.opening.some((line) => !said.includes(line))
}

/** Returns whether the patient's last word was a thank-you: the conversation has come to its end. */
export function hasThanked({ script, said }: PatientState): boolean {
  return script.thanks.includes(said.at(-1) ?? '')
}

function firstUnsaid(lines: readonly string[] | undefined, said: readonly string[]): string | undefined {
  return lines?.find((line) => !said.some((text) => text.includes(line)))
}

function answer({ script, said }: PatientState, texts: readonly string[]): string | undefined {
  const topics = texts.flatMap(topicsIn)
  if (topics.includes('farewell')) return firstUnsaid(script.thanks, said)
  const answers = [...new Set(topics)].flatMap((topic) => firstUnsaid(script.answers[topic], said) ?? [])
  if (answers.length > 0) return answers.slice(0, answersAtOnce).join(' ')
  if (topics.includes('advice')) return firstUnsaid(script.thanks, said)
  const { other } = script.answers
  return firstUnsaid(other, said) ?? other[said.length % other.length]
}

function breakSilence(
  { script, said }: PatientState,
  { waitedMs, isOwedReply }: Extract<Heard, { kind: 'silence' }>,
  random: Random,
): string | undefined {
  const openingLine = script.opening.find((line) => !said.includes(line))
  if (openingLine !== undefined) return openingLine
  const updates = script.updates.filter((line) => line !== said.at(-1))
  const isImpatient = isOwedReply && waitedMs > tempoOf[script.temperament].patienceMs
  const complaint = isImpatient && random() < 0.6 ? firstUnsaid(script.impatience, said) : undefined
  return complaint ?? firstUnsaid(script.followUps, said) ?? pickOne(random, updates)
}

function fillRanges(line: string, random: Random): string {
  return line.replace(/\{(\d+(?:\.(\d+))?)\.\.(\d+(?:\.\d+)?)\}/g, (_range, low: string, decimals = '', high: string) =>
    randomBetween(random, Number(low), Number(high)).toFixed(decimals.length),
  )
}
