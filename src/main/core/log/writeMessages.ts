import type { OutboxItem, OutboxMessage } from '../../storage/outboxStore.ts'
import type { Committed } from './committed.ts'
import type { LogWriter } from './logWriter.ts'

/** Items and draft that the commit of a new item removes. */
export interface QueuedWith {
  /** The unsent items in whose place it stands, or whose end it is. */
  readonly replaced?: readonly OutboxItem[]
  /** The draft of which it was made. Another one stays. */
  readonly draft?: string | undefined
}

/** Puts a message, or what is said of one, into the outbox. */
export function writeQueued(
  { storage }: LogWriter,
  item: OutboxItem,
  { replaced = [], draft }: QueuedWith,
): Partial<Committed> {
  const { sessionId, thread } = item
  // An edit may be what it becomes. A message goes after its files have passed on.
  const messages = replaced.filter(({ kind }) => kind === 'message')
  for (const { id } of replaced.filter(({ kind }) => kind === 'amendment')) storage.outbox.remove(id)
  storage.outbox.insert(item)
  for (const { id } of messages) storage.outbox.remove(id)
  if (draft !== undefined && storage.drafts.of(sessionId)[thread] === draft) storage.drafts.save(sessionId, thread, '')
  return { queued: [item], withdrawn: replaced, sessions: [sessionId] }
}

/** Writes attempts, outcome and failure as they now are. What has left meanwhile is not put back. */
export function writeUpdated({ storage, unsent }: LogWriter, items: readonly OutboxItem[]): OutboxItem[] {
  const here = items.filter(({ id }) => unsent.find(id))
  here.forEach(storage.outbox.save)
  return here
}

/** Takes a message off the outbox for good, with all that waits to be said of it; or what is said of one. */
export function writeWithdrawn({ storage, unsent }: LogWriter, item: OutboxItem): Partial<Committed> {
  const withdrawn = [item, ...unsent.amending(item.sessionId, item.id)]
  for (const { id } of withdrawn) storage.outbox.remove(id)
  return { withdrawn, sessions: [item.sessionId] }
}

/**
 * Writes a message that the relay certainly does not have as it is after an attempt, and carries out on it what waited for that
 * certainty: it is taken back, or the text of the last edit goes in its place, as a message under the id of that edit.
 */
export function writeCertain(log: LogWriter, message: OutboxMessage): Partial<Committed> {
  if (!log.unsent.find(message.id)) return {}
  const amending = log.unsent.amending(message.sessionId, message.id)
  if (amending.some(({ change }) => change.kind === 'redaction')) return writeWithdrawn(log, message)
  const last = amending.at(-1)
  if (last?.change.kind !== 'edit') {
    const updated = writeUpdated(log, [message])
    return { updated, sessions: updated.map(({ sessionId }) => sessionId) }
  }
  const { id, queuedAt } = last
  const { text } = last.change
  const edited = { ...message, id, text, queuedAt, attempts: 0, outcome: 'none', failure: null } as const
  return writeQueued(log, edited, { replaced: [message, ...amending] })
}
