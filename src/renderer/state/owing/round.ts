import { attentionGroup } from '../../../shared/model/attention.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { ScreenState } from '../screenState.ts'
import { threadKey } from '../threadKey.ts'
import { owedSessions } from './owed.ts'

/** A patient who waits, with what was last heard of them: another `heard` is another wait. */
export interface Waiting {
  readonly id: SessionId
  readonly heard: string
}

/** Patients who were passed over since the round began, with what had been heard of each then. */
export type Round = readonly Waiting[]

/**
 * The patients who wait and to whom nothing is written yet, in the order in which they need an answer at `nowMs` (relay time). Whoever wrote again since is
 * heard anew, and so is whose answer was refused.
 */
export function waitingNow(state: Pick<ScreenState, 'sessions' | 'account' | 'unsaved'>, nowMs: number): Waiting[] {
  return owedSessions(state, nowMs)
    .filter((session) => attentionGroup(session) === 'owed' && !state.unsaved.has(threadKey(session.id, 'care')))
    .map(({ id, owedSince, preview, failedReplies }) => ({
      id,
      heard: [owedSince, preview?.seq, failedReplies].join(),
    }))
}

/**
 * Returns who comes after the one at `activeId`, who is thereby passed over if they wait; null: nobody else waits. Who was passed
 * over comes after everybody who was not, and when all were, the round begins anew.
 */
export function nextInRound(
  waiting: readonly Waiting[],
  round: Round,
  activeId: SessionId | null,
): { readonly id: SessionId | null; readonly round: Round } {
  const others = waiting.filter(({ id }) => id !== activeId)
  const active = waiting.find(({ id }) => id === activeId)
  const isIn = (patients: readonly Waiting[], one: Waiting) =>
    patients.some(({ id, heard }) => id === one.id && heard === one.heard)
  // Who is answered leaves, and who was heard of since is not passed over any more.
  const passed = round.filter((one) => one.id !== activeId && isIn(waiting, one))
  if (active) passed.push(active)
  const next = others.find((one) => !isIn(passed, one))
  if (next) return { id: next.id, round: passed }
  return { id: others[0]?.id ?? null, round: [] }
}
