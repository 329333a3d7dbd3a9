import type { Entry } from '../../src/shared/model/entry.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import { amendmentsByTarget, viewMessage } from '../../src/shared/model/messageView.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { Store } from '../store/store.ts'
import { requireAccess } from './access.ts'
import type { SessionDirectory } from './sessionDirectory.ts'
import type { HistoryMessage, MessagesQuery, SessionUseCases } from './sessionUseCases.ts'

type Thread = Pick<Entry, 'sessionId' | 'thread'>
type MessageEntry = HistoryMessage['entry']

/** See `SessionUseCases.readMessages` and `readVersions`. */
export function createReadMessages(parts: {
  readonly store: Pick<Store, 'log'>
  readonly directory: SessionDirectory
}): Pick<SessionUseCases, 'readMessages' | 'readVersions'> {
  const { store, directory } = parts
  const page = limits.entriesPerPage

  async function readAfter(thread: Thread, after: number, before: number, limit: number): Promise<MessageEntry[]> {
    const messages: MessageEntry[] = []
    for (let last = after; ; ) {
      const entries = await store.log.read({ ...thread, limit: page, from: { after: last } })
      const newest = entries.at(-1)
      messages.push(...entries.flatMap(asMessage).filter((entry) => entry.seq < before))
      if (!newest || entries.length < page || messages.length >= limit || newest.seq >= before)
        return messages.slice(0, limit)
      last = newest.seq
    }
  }

  async function readBefore(thread: Thread, before: number, limit: number): Promise<MessageEntry[]> {
    const messages: MessageEntry[] = []
    for (let first = before; ; ) {
      const entries = await store.log.read({ ...thread, limit: page, from: { before: first } })
      const oldest = entries[0]
      messages.unshift(...entries.flatMap(asMessage))
      if (!oldest || entries.length < page || messages.length >= limit) return messages.slice(-limit)
      first = oldest.seq
    }
  }

  function read(thread: Thread, { after, before = Number.MAX_SAFE_INTEGER, limit }: MessagesQuery) {
    return after === undefined ? readBefore(thread, before, limit) : readAfter(thread, after, before, limit)
  }

  return {
    readMessages: async (asker, sessionId, query) => {
      const { thread } = query
      await requireAccess(directory, asker, sessionId, thread)
      const messages = await read({ sessionId, thread }, query)
      const targets = messages.map(({ seq }) => seq)
      const amendments = amendmentsByTarget(await store.log.amendments({ sessionId, thread, targets }))
      return messages.map((entry) => ({ entry, view: viewMessage(entry, amendments.get(entry.seq) ?? []) }))
    },
    readVersions: async (asker, { sessionId, thread, target }) => {
      await requireAccess(directory, asker, sessionId, thread)
      const message = await store.log.findInThread({ sessionId, thread, id: target })
      if (message?.body.kind !== 'message')
        throw new FailureError('notFound', 'There is no such message in this session.')
      const amendments = await store.log.amendments({ sessionId, thread, targets: [message.seq] })
      const edits = amendments.flatMap(({ body, at, senderId }) =>
        body.kind === 'edit' && senderId === message.senderId ? [{ text: body.text, at }] : [],
      )
      return [{ text: message.body.text, at: message.at }, ...edits]
    },
  }
}

function asMessage(entry: Entry): MessageEntry[] {
  return entry.body.kind === 'message' ? [{ ...entry, body: entry.body }] : []
}
