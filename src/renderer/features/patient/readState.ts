import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { recipientStatuses } from '../../../shared/model/deliveryStatus.ts'
import type { Participant } from '../../../shared/model/session.ts'
import { noWatermark } from '../../../shared/model/watermark.ts'
import type { PartOfThread } from '../../state/threads/partOfThread.ts'

/**
 * Reading of what is addressed to a participant. `sinceMs` is when the first of it that they have not got, or not read, was
 * written; `orEarlier`: that is the first of what is held here, and there may be others before it.
 */
export type ReadState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'readAll' }
  | { readonly kind: 'notDelivered' | 'notRead'; readonly sinceMs: number; readonly orEarlier: boolean }

/** Returns how far a participant has come with the care thread, whose end is held as `end`. Counts nothing: only a part of it is held. */
export function readState(
  { watermarks }: Pick<SessionSummary, 'watermarks'>,
  participant: Participant,
  { entries, earlier, later }: Pick<PartOfThread, 'entries' | 'earlier' | 'later'>,
): ReadState {
  const addressed = entries
    .filter(({ body }) => body.kind === 'message')
    .flatMap((entry) => recipientStatuses(entry, [participant], watermarks).map(({ status }) => ({ entry, status })))
  const mark =
    watermarks.find(({ userId, thread }) => userId === participant.userId && thread === 'care') ?? noWatermark
  const firstHeld = entries[0]?.seq ?? 1
  const first = (wanted: 'sent' | 'delivered', upTo: number) => {
    const found = addressed.find(({ status }) => status === wanted)
    return found && { sinceMs: found.entry.at, orEarlier: earlier.kind !== 'nothing' && firstHeld > upTo + 1 }
  }
  const notDelivered = first('sent', Math.max(mark.deliveredUpTo, mark.readUpTo))
  if (notDelivered) return { kind: 'notDelivered', ...notDelivered }
  const notRead = first('delivered', mark.readUpTo)
  if (notRead) return { kind: 'notRead', ...notRead }
  return addressed.length > 0 && later.kind === 'nothing' ? { kind: 'readAll' } : { kind: 'unknown' }
}
