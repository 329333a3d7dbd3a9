import type { Entry, EntryBody } from './entry.ts'
import type { Participant } from './session.ts'

type Named = Pick<Participant, 'userId' | 'name'>

/**
 * Returns an entry as it is shown. An entry keeps the name that its author, or whom it is about, had when it was stored; one that was stored
 * when nothing but an id was known of them shows the name that they have in the session by now. The stored entry stays as it is, and is
 * returned itself where it has its names.
 */
export function withPresentNames<E extends Entry>(entry: E, participants: readonly Named[]): E {
  const nameNow = (userId: string) => participants.find((one) => one.userId === userId)?.name ?? userId
  const senderName = entry.senderName === entry.senderId ? nameNow(entry.senderId) : entry.senderName
  const body = bodyWithNames(entry.body, nameNow)
  return senderName === entry.senderName && body === entry.body ? entry : { ...entry, senderName, body }
}

function bodyWithNames(body: EntryBody, nameNow: (userId: string) => string): EntryBody {
  if (body.kind === 'membership' && body.name === body.userId) return named(body, nameNow(body.userId))
  if (body.kind === 'state' && body.to && body.to.name === body.to.userId) {
    const to = named(body.to, nameNow(body.to.userId))
    return to === body.to ? body : { ...body, to }
  }
  return body
}

function named<Holder extends { readonly name: string }>(holder: Holder, name: string): Holder {
  return name === holder.name ? holder : { ...holder, name }
}
