/** Messages that wait for an answer, as far as this console has looked through it. */
export interface OwedTurns {
  /** Messages of the patient since the last answer, at least one where a reply is owed. */
  readonly turns: number
  readonly flags: readonly { readonly id: string }[]
}

/** Facts about a session that owes a reply, from which its rank follows. */
export interface UrgencyInput {
  readonly owed?: OwedTurns
  readonly expiresAt?: number | undefined
}

/** Reason for which a session goes before others that have waited as long. */
export type UrgencyReason = 'flagged' | 'endsSoon' | 'manyTurns'

/** From so long before its end on, a session is near it. */
export const endIsNearMs = 10 * 60_000

/** From so many messages without an answer on, they count as many. */
export const manyTurns = 4

/** Returns the reasons for which a session that owes a reply goes before others, the strongest first. */
export function reasonsOf({ owed, expiresAt }: UrgencyInput, nowMs: number): UrgencyReason[] {
  const leftMs = (expiresAt ?? Number.POSITIVE_INFINITY) - nowMs
  return [
    ...(owed && owed.flags.length > 0 ? (['flagged'] as const) : []),
    ...(leftMs > 0 && leftMs <= endIsNearMs ? (['endsSoon'] as const) : []),
    ...(owed && owed.turns >= manyTurns ? (['manyTurns'] as const) : []),
  ]
}

/**
 * Returns the latest moment up to `nowMs` from which a session ended soon, or no longer did: all ranks are since then as they are now. Zero: there
 * was none.
 */
export function urgencySince(
  sessions: Iterable<UrgencyInput & { readonly owedSince: number | null }>,
  nowMs: number,
): number {
  let sinceMs = 0
  for (const { owedSince, expiresAt } of sessions) {
    if (owedSince === null || expiresAt === undefined) continue
    for (const momentMs of [expiresAt - endIsNearMs, expiresAt])
      if (momentMs <= nowMs && momentMs > sinceMs) sinceMs = momentMs
  }
  return sinceMs
}

/** Ranks in which those wait who are owed a reply: what raised a flag, what ends soon or has said much, and the others. */
export type UrgencyRank = 0 | 1 | 2

/** Returns the rank of a session that owes a reply; in a rank the longest wait goes first, so that the order does not creep. */
export function urgencyRank(session: UrgencyInput, nowMs: number): UrgencyRank {
  const [strongest] = reasonsOf(session, nowMs)
  if (strongest === undefined) return 2
  return strongest === 'flagged' ? 0 : 1
}
