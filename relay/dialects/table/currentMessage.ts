import { FailureError } from '../../../src/shared/model/failure.ts'
import type { Principal } from '../../sessions/access/principal.ts'
import type { SessionUseCases, StoredMessage } from '../../sessions/sessionUseCases.ts'
import type { MessageEntry } from './dialectUpdates.ts'

/** Returns a message that was just sent as it reads now: one that is sent again may have been edited or redacted since. */
export async function currentMessage(
  { readMessages }: Pick<SessionUseCases, 'readMessages'>,
  principal: Principal,
  { outcome, entry: stored }: StoredMessage,
): Promise<MessageEntry> {
  if (outcome === 'appended') return stored
  const query = { thread: stored.thread, after: stored.seq - 1, limit: 1 }
  const [message] = await readMessages(principal, stored.sessionId, query)
  if (!message) throw new FailureError('internal', 'The relay lost track of a message.')
  const { entry, view } = message
  return { ...entry, body: { ...entry.body, text: view.text } }
}
