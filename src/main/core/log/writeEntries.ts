import type { Entry } from '../../../shared/model/entry.ts'
import type { OutboxMessage } from '../../storage/outboxStore.ts'
import type { Committed, Gap } from './committed.ts'
import type { LogWriter } from './logWriter.ts'
import { createThreadFold } from './threadFold.ts'

/** Stores entries in the order of each thread. An own message among them is settled, as if it had been acknowledged. */
export function writeEntries(log: LogWriter, received: readonly Entry[]): Partial<Committed> {
  const { storage, unsent, self } = log
  const fold = createThreadFold(storage, self.userId, log.relayNowMs)
  const entries: Entry[] = []
  const settled: OutboxMessage[] = []
  let gap: Gap | null = null
  for (const entry of received) {
    const taken = fold.take(entry)
    if (taken === 'unknown') gap = 'sessions'
    if (taken === 'lacking') gap ??= 'entries'
    if (taken === 'unknown' || taken === 'lacking') continue
    const own = entry.senderId === self.userId ? unsent.find(entry.id) : undefined
    if (own) {
      storage.outbox.remove(own.id)
      settled.push(own)
    }
    if (taken === 'stored' || own) entries.push(entry)
  }
  return { entries, settled, gap, ...fold.save() }
}

/** Stores an own message at the place that the relay gave it, and takes it off the outbox. */
export function writeAcknowledged(
  log: LogWriter,
  message: OutboxMessage,
  place: { readonly seq: number; readonly at: number },
): Partial<Committed> {
  const { storage, self } = log
  const { id, sessionId, thread, text, replyTo } = message
  if (!log.unsent.find(id)) return {}
  storage.outbox.remove(id)
  const here = storage.sessions.find(sessionId)?.participants.find((one) => one.userId === self.userId)
  const entry: Entry = {
    ...{ id, sessionId, thread, ...place },
    senderId: self.userId,
    senderName: here?.name ?? self.name,
    senderRole: here?.role ?? self.role,
    body: { kind: 'message', type: 'text', text, ...(replyTo !== null && { replyTo }) },
  }
  const fold = createThreadFold(storage, self.userId, log.relayNowMs)
  const taken = fold.takeAhead(entry)
  const { isFurther } = fold.save()
  // What lies before it is most often in the next frame already.
  return {
    ...{ entries: [entry], settled: [message], sessions: [sessionId], isFurther },
    gap: taken === 'lacking' ? 'entriesSoon' : null,
  }
}
