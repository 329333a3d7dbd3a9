import { v5 } from 'uuid'
import type { EntryId, SessionId, UserId } from '../../../src/shared/model/ids.ts'
import { entryIdOf, idOf } from './fields.ts'

/** Sets ids that are made here apart from those that anyone else makes. */
const ownIds = '7d1f0c52-9a36-4c64-8f0e-2b6f3d7a5e19'

/**
 * The id of the entry that a client's own id of a message stands for: itself where it is a UUID. Any other is unlike others only
 * for the client that made it, and often only as long as its page is open; so it names the same message only of the same
 * sender, in the same session, with the same text. Undefined for what can be no id.
 */
export function entryIdFor(
  given: unknown,
  message: { readonly senderId: UserId; readonly sessionId: SessionId; readonly text: string },
): EntryId | undefined {
  const entryId = entryIdOf(given)
  if (entryId !== undefined) return entryId
  const id = idOf(given)
  if (id === undefined) return undefined
  const { senderId, sessionId, text } = message
  return entryIdOf(v5(JSON.stringify([senderId, sessionId, id, text]), ownIds))
}
