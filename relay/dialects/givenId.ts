import { v5 } from 'uuid'
import { type EntryId, entryIdSchema, type SessionId, type UserId } from '../../src/shared/model/ids.ts'
import { entryIdOf, idField } from './fields.ts'

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
  const id = idField.safeParse(given)
  if (!id.success) return undefined
  const { senderId, sessionId, text } = message
  return entryIdSchema.parse(v5(JSON.stringify([senderId, sessionId, id.data, text]), ownIds))
}
