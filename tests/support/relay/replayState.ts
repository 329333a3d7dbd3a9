import type { Entry } from '../../../src/shared/model/entry.ts'
import type { SessionId } from '../../../src/shared/model/ids.ts'

/** Replays a care thread into the session's state, entry by entry; `participants` as `user role`, in no order. */
export function replayState(entries: readonly Entry[]) {
  const participants = new Map<string, string>()
  let active = true
  let claimedBy: string | null = null
  let dispute: string | null = null
  let escalation: string | null = null
  let expiresAtMs: number | null = null
  for (const { body, senderId, senderRole } of entries) {
    if (body.kind === 'membership') {
      if (body.change === 'joined') participants.set(body.userId, body.role)
      else {
        participants.delete(body.userId)
        if (claimedBy === body.userId) claimedBy = null
      }
    }
    if (body.kind !== 'state') continue
    switch (body.change) {
      case 'opened':
      case 'reopened':
        active = true
        break
      case 'closed':
      case 'expired':
        active = false
        escalation = null
        break
      case 'extended':
        expiresAtMs = body.until ?? null
        break
      case 'claimed':
        claimedBy = senderId
        if (senderRole !== 'clinician') escalation = null
        break
      case 'transferred':
        claimedBy = body.to?.userId ?? null
        escalation = null
        break
      case 'escalated':
        escalation = body.reason ?? null
        break
      case 'disputed':
        dispute = body.reason ?? null
        break
      case 'disputeResolved':
        dispute = null
        break
    }
  }
  const list = [...participants].map(([userId, role]) => `${userId} ${role}`).sort()
  return { active, claimedBy, dispute, escalation, expiresAtMs, participants: list }
}

/** The same of a stored session. */
export function stateOf(record: {
  readonly id: SessionId
  readonly active: boolean
  readonly claimedBy: string | null
  readonly dispute: { readonly reason: string } | null
  readonly escalation: { readonly reason: string } | null
  readonly expiresAtMs: number | null
  readonly participants: readonly { readonly userId: string; readonly role: string }[]
}) {
  const { active, claimedBy, dispute, escalation, expiresAtMs } = record
  return {
    active,
    claimedBy,
    dispute: dispute?.reason ?? null,
    escalation: escalation?.reason ?? null,
    expiresAtMs,
    participants: record.participants.map(({ userId, role }) => `${userId} ${role}`).sort(),
  }
}
