import type { TFunction } from 'i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { reasonsOf, type UrgencyReason } from '../../../shared/model/urgency.ts'

type Reasoned = Pick<SessionSummary, 'owedSince' | 'owed' | 'expiresAt'>

/**
 * Returns in words why a session goes before others, strongest first; none where only the wait counts. Each flag says the words that raised it, and by which phrase, where
 * that is the clinic's own.
 */
export function reasonTexts(t: TFunction, { owedSince, owed, expiresAt }: Reasoned, nowMs: number): string[] {
  if (owedSince === null) return []
  const minutes = Math.ceil(((expiresAt ?? nowMs) - nowMs) / 60_000)
  const texts: Record<UrgencyReason, () => string[]> = {
    flagged: () => owed.flags.map((flag) => t(flag.isClinics ? 'flags.raisedByClinics' : 'flags.raised', flag)),
    endsSoon: () => [t('patient.endsSoon', { count: minutes })],
    manyTurns: () => [t('flags.turns', { count: owed.turns })],
  }
  return reasonsOf({ owed, expiresAt }, nowMs).flatMap((reason) => texts[reason]())
}
