import type { Entry } from './entry.ts'
import type { Role } from './role.ts'
import type { Participant } from './session.ts'
import { threadsVisibleTo } from './thread.ts'
import {
  advanceWatermark,
  noWatermark,
  type ParticipantWatermark,
  type ReachedStep,
  type Watermark,
} from './watermark.ts'

/** Status of a message that the relay has. Before that it is `queued` or `failed`, see `ConversationItem`. */
export type DeliveryStatus = 'sent' | 'delivered' | 'read'

export interface RecipientStatus {
  readonly participant: Participant
  readonly status: DeliveryStatus
}

/**
 * Returns whether a message is addressed to this participant: care goes across, from staff to patients and back; a staff note
 * goes to the other staff.
 */
function isRecipient(entry: Pick<Entry, 'thread' | 'senderId' | 'senderRole'>, participant: Participant): boolean {
  if (participant.userId === entry.senderId) return false
  if (!threadsVisibleTo(participant.role).includes(entry.thread)) return false
  if (entry.thread === 'staff') return true
  const clinicalSide = (role: Role) => (role === 'patient' ? 'patient' : 'staff')
  if (clinicalSide(participant.role) === clinicalSide(entry.senderRole)) return false
  return participant.role === 'patient' || participant.role === 'clinician'
}

/** Returns the delivery status of one entry for each of its recipients, in the order of `participants`. */
export function recipientStatuses(
  entry: Pick<Entry, 'thread' | 'senderId' | 'senderRole' | 'seq'>,
  participants: readonly Participant[],
  watermarks: readonly ParticipantWatermark[],
): RecipientStatus[] {
  return participants
    .filter((participant) => isRecipient(entry, participant))
    .map((participant) => {
      const mark = watermarks.find((w) => w.userId === participant.userId && w.thread === entry.thread)
      if (mark && mark.readUpTo >= entry.seq) return { participant, status: 'read' }
      if (mark && mark.deliveredUpTo >= entry.seq) return { participant, status: 'delivered' }
      return { participant, status: 'sent' }
    })
}

/**
 * Returns how far messages of one sender in a thread have come by now with all their recipients, given that `reached` was true
 * before. It only grows, so that a status never goes back: who joins later has all of them still to get, and what those before
 * them have read stays read. It never claims more than was true once.
 */
export function reachedBy(
  reached: Watermark,
  sender: Pick<Entry, 'thread' | 'senderId' | 'senderRole'>,
  participants: readonly Participant[],
  watermarks: readonly ParticipantWatermark[],
): Watermark {
  const marks = participants
    .filter((participant) => isRecipient(sender, participant))
    .map(
      ({ userId }) => watermarks.find((mark) => mark.userId === userId && mark.thread === sender.thread) ?? noWatermark,
    )
  if (marks.length === 0) return reached
  const least = {
    deliveredUpTo: Math.min(...marks.map(({ deliveredUpTo }) => deliveredUpTo)),
    readUpTo: Math.min(...marks.map(({ readUpTo }) => readUpTo)),
  }
  return advanceWatermark(reached, least, Number.MAX_SAFE_INTEGER)
}

/** The status of an own message of this `seq`, by how far the own messages have ever come. */
export function statusAt(seq: number, { deliveredUpTo, readUpTo }: Watermark): DeliveryStatus {
  if (seq <= readUpTo) return 'read'
  return seq <= deliveredUpTo ? 'delivered' : 'sent'
}

/** Returns when an own message of this `seq` came to have its status; null where nobody watched, and for one that is only sent. */
export function statusSince(seq: number, status: DeliveryStatus, steps: readonly ReachedStep[]): number | null {
  const step = steps.find(({ deliveredFrom, deliveredUpTo, readFrom, readUpTo }) =>
    status === 'read' ? seq > readFrom && seq <= readUpTo : seq > deliveredFrom && seq <= deliveredUpTo,
  )
  return status === 'sent' ? null : (step?.at ?? null)
}
