import type { Entry } from '../../../src/shared/model/entry.ts'
import { withPresentNames } from '../../../src/shared/model/entryNames.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { amendmentsByTarget, viewMessage } from '../../../src/shared/model/messageView.ts'
import type { Store } from '../../store/store.ts'
import { requireAccess } from '../access/access.ts'
import type { SessionCache } from '../cache/sessionCache.ts'
import type { HistoryMessage, SessionUseCases } from '../sessionUseCases.ts'

/** See `SessionUseCases.readMessages`, `locateMessages` and `readVersions`. */
export function createReadMessages(parts: {
  readonly store: Pick<Store, 'log'>
  readonly sessionCache: SessionCache
}): Pick<SessionUseCases, 'readMessages' | 'locateMessages' | 'readVersions'> {
  const { store, sessionCache } = parts

  return {
    readMessages: async (principal, sessionId, query) => {
      const { thread } = query
      const { record } = await requireAccess(sessionCache, principal, sessionId, thread)
      const found = (await store.log.readMessages({ sessionId, ...query })).flatMap(asMessage)
      const messages = found.map((entry) => withPresentNames(entry, record.participants))
      const targets = messages.map(({ seq }) => seq)
      const amendments = amendmentsByTarget(await store.log.standingAmendments({ sessionId, thread, targets }))
      return messages.map((entry) => ({ entry, view: viewMessage(entry, amendments.get(entry.seq) ?? []) }))
    },
    locateMessages: async (principal, sessionId, ids) => {
      await requireAccess(sessionCache, principal, sessionId, 'care')
      const found = await store.log.findPlaces({ sessionId, thread: 'care', ids })
      return new Map(found.map(({ id, seq }) => [id, seq]))
    },
    readVersions: async (principal, { sessionId, thread, target }) => {
      await requireAccess(sessionCache, principal, sessionId, thread)
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

function asMessage(entry: Entry): HistoryMessage['entry'][] {
  return entry.body.kind === 'message' ? [{ ...entry, body: entry.body }] : []
}
