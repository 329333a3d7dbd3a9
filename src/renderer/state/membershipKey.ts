import type { Entry, EntryBody } from '../../shared/model/entry.ts'

type Change = Extract<EntryBody, { readonly kind: 'membership' }>['change']

/** Returns how to say that somebody came or went: by themselves or by the system, or because a colleague brought them in or took them out. */
export function membershipKey(
  { senderId, senderRole }: Pick<Entry, 'senderId' | 'senderRole'>,
  { userId, change }: { readonly userId: string; readonly change: Change },
): Change | 'broughtIn' | 'takenOut' {
  const isByColleague = senderId !== userId && (senderRole === 'clinician' || senderRole === 'support')
  if (!isByColleague) return change
  return change === 'joined' ? 'broughtIn' : 'takenOut'
}
