import type { PendingAmendment } from '../../../../shared/ipc/message.ts'
import type { Change } from '../../../../shared/model/changes/messageChange.ts'
import type { Entry } from '../../../../shared/model/entry.ts'
import type { EntryId, UserId } from '../../../../shared/model/ids.ts'
import type { MessageView } from '../../../../shared/model/messageView.ts'

/** Redaction of a message: by whom, when (relay clock, ms) and why, as far as that was said. */
export interface Redaction {
  readonly name: string
  readonly at: number
  readonly reason: string
}

/** Returns the redactions among entries by the `seq` of the message that each takes away. */
export function redactionsOf(entries: readonly Entry[]): ReadonlyMap<number, Redaction> {
  const found = new Map<number, Redaction>()
  for (const { body, senderName, at } of entries)
    if (body.kind === 'redaction' && !found.has(body.targetSeq))
      found.set(body.targetSeq, { name: senderName, at, reason: body.reason ?? '' })
  return found
}

/** Returns amendments by the message that each is about, in their order. */
export function amendingByTarget(
  amending: readonly PendingAmendment[],
): ReadonlyMap<EntryId, readonly PendingAmendment[]> {
  const found = new Map<EntryId, PendingAmendment[]>()
  for (const amendment of amending) {
    const ofTarget = found.get(amendment.target)
    if (ofTarget) ofTarget.push(amendment)
    else found.set(amendment.target, [amendment])
  }
  return found
}

/** Returns a message as it will read once what this person has said of it is sent. What was refused changes nothing. */
export function viewWithAmending(
  view: MessageView,
  amending: readonly PendingAmendment[],
  ownUserId: UserId,
): MessageView {
  return amending.reduce(
    (shown, { change, state }) => (state.kind === 'failed' ? shown : viewWith(shown, change, ownUserId)),
    view,
  )
}

function viewWith(view: MessageView, change: Change, ownUserId: UserId): MessageView {
  switch (change.kind) {
    case 'edit':
      return { ...view, text: change.text }
    case 'redaction':
      return { ...view, text: '', editedAt: null, isRedacted: true, isEncrypted: false, files: [] }
    case 'reaction':
      return { ...view, reactions: withReaction(view.reactions, change.emoji, ownUserId, change.on) }
  }
}

function withReaction(
  reactions: MessageView['reactions'],
  emoji: string,
  own: UserId,
  on: boolean,
): MessageView['reactions'] {
  const known = reactions.some((reaction) => reaction.emoji === emoji)
  const all = known ? reactions : [...reactions, { emoji, userIds: [] }]
  return all
    .map((reaction) => {
      if (reaction.emoji !== emoji) return reaction
      const others = reaction.userIds.filter((userId) => userId !== own)
      return { emoji, userIds: on ? [...others, own] : others }
    })
    .filter(({ userIds }) => userIds.length > 0)
}
