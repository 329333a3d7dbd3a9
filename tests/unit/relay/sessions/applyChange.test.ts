import { v7 } from 'uuid'
import { expect, it, onTestFinished } from 'vitest'
import { createSessionCache } from '../../../../relay/sessions/cache/sessionCache.ts'
import { createApplyChange } from '../../../../relay/sessions/lifecycle/applyChange.ts'
import { createSerializeById } from '../../../../relay/sessions/lifecycle/serializeById.ts'
import { openSqliteStore } from '../../../../relay/store/database/openSqliteStore.ts'
import type { SessionState } from '../../../../relay/store/sessions/sessionRecord.ts'
import type { Store } from '../../../../relay/store/store.ts'
import { entryIdSchema, type SessionId, sessionIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { sessionRecord } from '../../../support/relay/sessionRecord.ts'

const ada = { userId: userIdSchema.parse('ada'), name: 'Ada', role: 'admin' } as const
const slow = sessionIdSchema.parse('slow')
const quick = sessionIdSchema.parse('quick')

it('changes of one session wait for each other, and not for one of another session that takes long', async () => {
  const store = await openSqliteStore({ file: ':memory:' })
  onTestFinished(store.close)
  const gate = Promise.withResolvers<void>()
  const change: Store['sessions']['change'] = async (order) => {
    if (order.id === slow) await gate.promise
    return await store.sessions.change(order)
  }
  const published: string[] = []
  const apply = createApplyChange({
    store: { ...store, sessions: { ...store.sessions, change } },
    sessionCache: createSessionCache(store, () => true),
    serialize: createSerializeById(),
    publish: (event, session) => {
      const { id, version, kind } = session.record()
      if (event.kind === 'session') published.push(`${id} ${version} ${kind}`)
    },
    clock: { now: () => 0 },
    newEntryId: () => entryIdSchema.parse(v7()),
  })
  const put = (id: SessionId, kind: SessionState['kind']) =>
    apply({ id, decide: () => ({ next: sessionRecord({ id, kind }), sender: ada, entries: [] }) })
  const first = put(slow, 'chat')
  const second = put(slow, 'visit')
  await put(quick, 'chat')
  expect(published).toEqual(['quick 1 chat'])
  gate.resolve()
  await Promise.all([first, second])
  expect(published.slice(1)).toEqual(['slow 1 chat', 'slow 2 visit'])
})
