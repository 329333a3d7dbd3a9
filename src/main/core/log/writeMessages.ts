import type { OutboxMessage } from '../../storage/outboxStore.ts'
import type { Committed } from './committed.ts'
import type { LogWriter } from './logWriter.ts'

/** Unsent message and draft that the commit of a new message removes. */
export interface QueuedWith {
  /** The unsent message in whose place it stands. */
  readonly replaced?: OutboxMessage
  /** The draft of which it was made. Another one stays. */
  readonly draft?: string | undefined
}

/** Puts a message into the outbox. */
export function writeQueued(
  { storage }: LogWriter,
  message: OutboxMessage,
  { replaced, draft }: QueuedWith,
): Partial<Committed> {
  const { sessionId, thread } = message
  if (replaced) storage.outbox.remove(replaced.id)
  storage.outbox.insert(message)
  if (draft !== undefined && storage.drafts.of(sessionId)[thread] === draft) storage.drafts.save(sessionId, thread, '')
  return { queued: [message], withdrawn: replaced ? [replaced] : [], sessions: [sessionId] }
}

/** Writes attempts, outcome and failure of messages as they now are. Those that have left meanwhile are not put back. */
export function writeUpdated({ storage, unsent }: LogWriter, messages: readonly OutboxMessage[]): OutboxMessage[] {
  const here = messages.filter(({ id }) => unsent.find(id))
  here.forEach(storage.outbox.save)
  return here
}

/** Takes a message off the outbox for good. */
export function writeWithdrawn({ storage }: LogWriter, message: OutboxMessage): Partial<Committed> {
  storage.outbox.remove(message.id)
  return { withdrawn: [message], sessions: [message.sessionId] }
}
