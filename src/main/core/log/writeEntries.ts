import type { Entry, EntryBody } from '../../../shared/model/entry.ts'
import type { OutboxItem } from '../../storage/outboxStore.ts'
import type { Committed, Gap } from './committed.ts'
import { keepContents } from './files/writeFiles.ts'
import { createThreadFold } from './fold/threadFold.ts'
import type { LogWriter } from './logWriter.ts'

/** Takes entries as they come from the relay. What is unsent among them is settled, as if it had been acknowledged. */
export function writeEntries(log: LogWriter, received: readonly Entry[]): Partial<Committed> {
  const fold = createThreadFold(log)
  const entries: Entry[] = []
  const settled: OutboxItem[] = []
  let gap: Gap | null = null
  for (const entry of received) {
    const taken = fold.take(entry)
    if (taken === 'unknown') gap = 'sessions'
    if (taken === 'lacking' || taken === 'other') gap ??= 'entries'
    const own = settle(log, entry)
    if (own) settled.push(own)
    if (taken === 'stored' || taken === 'folded' || taken === 'other' || own) entries.push(entry)
  }
  return { entries, settled, gap, ...fold.save() }
}

/** Takes what has become an entry off the outbox, wherever the entry came from and whether or not it is stored. */
export function settle({ storage, unsent, self }: LogWriter, entry: Entry): OutboxItem | undefined {
  const own = entry.senderId === self.userId ? unsent.find(entry.id) : undefined
  if (!own) return undefined
  keepContents({ storage }, own, entry)
  storage.outbox.remove(own.id)
  return own
}

/** Stores an own message, or what was said of one, at the place that the relay gave it, and takes it off the outbox. */
export function writeAcknowledged(
  log: LogWriter,
  item: OutboxItem,
  place: { readonly seq: number; readonly at: number },
): Partial<Committed> {
  const { storage, self } = log
  const { id, sessionId, thread } = item
  if (!log.unsent.find(id)) return {}
  const body = bodyOf(item)
  // Which message it is about is known from the log alone, which has the entry by now.
  if (!body) {
    storage.outbox.remove(id)
    return { settled: [item], sessions: [sessionId], gap: 'entriesSoon' }
  }
  const here = storage.sessions.find(sessionId)?.participants.find((one) => one.userId === self.userId)
  const entry: Entry = {
    ...{ id, sessionId, thread, ...place },
    senderId: self.userId,
    senderName: here?.name ?? self.name,
    senderRole: here?.role ?? self.role,
    body,
  }
  const fold = createThreadFold(log)
  const taken = fold.takeAhead(entry)
  const { isFurther } = fold.save()
  keepContents(log, item, entry)
  storage.outbox.remove(id)
  // What lies before it is most often in the next frame already.
  return {
    ...{ entries: [entry], settled: [item], sessions: [sessionId], isFurther },
    gap: taken === 'lacking' ? 'entriesSoon' : null,
  }
}

function bodyOf(item: OutboxItem): EntryBody | undefined {
  if (item.kind === 'message') {
    const { text, replyTo } = item
    const attachments = item.files.flatMap(({ attachment }) => attachment ?? [])
    const carried = attachments.length > 0 ? { attachments } : {}
    return { kind: 'message', type: 'text', text, ...carried, ...(replyTo !== null && { replyTo }) }
  }
  const { target, targetSeq, change } = item
  return targetSeq === null ? undefined : { ...change, target, targetSeq }
}
