import type { Entry } from './entry.ts'
import type { Role } from './role.ts'
import type { Participant } from './session.ts'
import { threadsVisibleTo } from './thread.ts'
import type { ParticipantWatermark } from './watermark.ts'

/** Status of a message that the relay has. Before that it is `queued` or `failed`, see `ConversationItem`. */
export type DeliveryStatus = 'sent' | 'delivered' | 'read'

export interface RecipientStatus {
  readonly participant: Participant
  readonly status: DeliveryStatus
}

/** Whom a message is addressed to: care goes across, from staff to patients and back; a staff note goes to the other staff. */
function isRecipient(entry: Pick<Entry, 'thread' | 'senderId' | 'senderRole'>, participant: Participant): boolean {
  if (participant.userId === entry.senderId) return false
  if (!threadsVisibleTo(participant.role).includes(entry.thread)) return false
  if (entry.thread === 'staff') return true
  const clinicalSide = (role: Role) => (role === 'patient' ? 'patient' : 'staff')
  if (clinicalSide(participant.role) === clinicalSide(entry.senderRole)) return false
  return participant.role === 'patient' || participant.role === 'clinician'
}

/** How far one entry has come with each participant it is addressed to, in the order of `participants`. */
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

/** The status of a message as a whole: the least that holds for every recipient, so that it never says more than is true. */
export function deliveryStatus(
  entry: Pick<Entry, 'thread' | 'senderId' | 'senderRole' | 'seq'>,
  participants: readonly Participant[],
  watermarks: readonly ParticipantWatermark[],
): DeliveryStatus {
  const statuses = recipientStatuses(entry, participants, watermarks).map((recipient) => recipient.status)
  if (statuses.length === 0 || statuses.includes('sent')) return 'sent'
  return statuses.includes('delivered') ? 'delivered' : 'read'
}
