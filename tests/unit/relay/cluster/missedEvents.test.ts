import fc from 'fast-check'
import { v7 } from 'uuid'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { NodeMessage } from '../../../../relay/cluster/nodeMessage.ts'
import { openSqliteStore } from '../../../../relay/store/database/openSqliteStore.ts'
import type { Store } from '../../../../relay/store/store.ts'
import { entryIdSchema, type SessionId, sessionIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { startNodeOnChannel } from '../../../support/relay/nodeOnChannel.ts'
import { sessionRecord } from '../../../support/relay/sessionRecord.ts'

const pat = { userId: userIdSchema.parse('pat'), name: 'Pat', role: 'patient' } as const
const doc = { userId: userIdSchema.parse('doc'), name: 'Doc', role: 'clinician' } as const
const sessionIds = [sessionIdSchema.parse('s1'), sessionIdSchema.parse('s2')] as const
const [s1] = sessionIds
const author = { senderId: doc.userId, senderName: doc.name, senderRole: doc.role, atMs: 0 } as const

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

async function openStore(): Promise<Store> {
  const store = await openSqliteStore({ file: ':memory:' })
  onTestFinished(store.close)
  return store
}

/** Changes who takes part in a session, as another node does; returns what it sends to the others. */
async function put(store: Store, id: SessionId, withPat: boolean): Promise<NodeMessage[]> {
  let removed: (typeof pat.userId)[] = []
  const participants = withPat ? [pat, doc] : [doc]
  const body = { kind: 'membership', ...(withPat ? pat : doc), change: 'joined' } as const
  const changed = await store.sessions.change({
    id,
    decide: (previous) => {
      const wasThere = previous?.participants.some(({ userId }) => userId === pat.userId)
      removed = wasThere && !withPat ? [pat.userId] : []
      return {
        next: sessionRecord({ id, participants }),
        appends: [{ ...author, id: entryIdSchema.parse(v7()), body }],
      }
    },
  })
  if (changed.outcome === 'repeated') return []
  const { record, heads, entries } = changed
  const session = { kind: 'session', record, heads, watermarks: [], removed, isClosedToSupport: false } as const
  return [session, ...entries.map((entry) => ({ kind: 'entry', entry }) as const)]
}

/** Appends a message, as another node does; returns what it sends to the others. */
async function append(store: Store, id: SessionId): Promise<NodeMessage[]> {
  const record = await store.sessions.find(id)
  if (!record) return []
  const body = { kind: 'message', type: 'text', text: 'Hello' } as const
  const ids = { id: entryIdSchema.parse(v7()), sessionId: id, thread: 'care' } as const
  const [appended] = await store.log.appendAll([{ ...author, ...ids, body, sessionVersion: record.version }])
  return appended?.outcome === 'appended' ? [{ kind: 'entry', entry: appended.entry }] : []
}

/** The store, of which one question in turn fails or is answered when the test wants it. */
function withReads(
  store: Store,
  wrap: <A extends unknown[], R>(read: (...asked: A) => Promise<R>) => (...asked: A) => Promise<R>,
): Store {
  const { sessions, log, watermarks } = store
  return {
    ...store,
    sessions: { ...sessions, find: wrap(sessions.find), findMany: wrap(sessions.findMany), list: wrap(sessions.list) },
    log: { ...log, heads: wrap(log.heads), read: wrap(log.read) },
    watermarks: { ...watermarks, of: wrap(watermarks.of) },
  }
}

describe('events that were missed', () => {
  it('are made up for once the store can be read, when it could not at first', async () => {
    const store = await openStore()
    let isAway = false
    const reads = withReads(
      store,
      (read) =>
        (...asked) =>
          isAway ? Promise.reject(new Error('away')) : read(...asked),
    )
    const node = await startNodeOnChannel(reads, pat.userId)
    await put(store, s1, true)
    await node.connect()
    await append(store, s1)
    isAway = true
    node.miss()
    await turn()
    isAway = false
    for (let seconds = 0; seconds < 10; seconds += 1) {
      node.clock.advance(1_000)
      await turn()
    }
    await expect.poll(() => node.knownHead(s1)).toBe(2)
  })

  it('are made up for when they were of a session that only a request has brought into memory', async () => {
    const store = await openStore()
    const node = await startNodeOnChannel(store, pat.userId)
    await node.connect()
    await put(store, s1, true)
    await node.sessionCache.get(s1)
    node.miss()
    await expect.poll(() => node.knownHead(s1)).toBe(1)
  })

  it('are made up for when the session could not be looked up that they are of', async () => {
    const store = await openStore()
    const find = () => Promise.reject(new Error('away'))
    const node = await startNodeOnChannel({ ...store, sessions: { ...store.sessions, find } }, pat.userId)
    await put(store, s1, true)
    const connecting = node.connect()
    for (const message of await append(store, s1)) node.receive(message, 'node b')
    await connecting
    for (let seconds = 0; seconds < 10; seconds += 1) {
      node.clock.advance(1_000)
      await turn()
    }
    await expect.poll(() => node.knownHead(s1)).toBe(2)
  })
})

const session = fc.constantFrom(...sessionIds)
const node = fc.constantFrom('node b', 'node c')
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('append' as const), session, node }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('put' as const), session, node, withPat: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('receive' as const), node }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose' as const), node }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('get' as const), session }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('miss' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.constantFrom(100, 300, 1_000, 5_000) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('answer' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** Plays steps on a node, with two more that write to its store; its reads are answered when a step or the end comes to it. */
async function play(steps: readonly Step[], scheduler: fc.Scheduler, store: Store) {
  const played = await startNodeOnChannel(
    withReads(store, (read) => scheduler.scheduleFunction(read)),
    pat.userId,
  )
  const sent = new Map<string, NodeMessage[]>()
  let hasLost = false
  const take = (nodeId: string) => sent.get(nodeId)?.shift()
  const send = (nodeId: string, messages: readonly NodeMessage[]) =>
    sent.set(nodeId, [...(sent.get(nodeId) ?? []), ...messages])
  function receive(nodeId: string): boolean {
    const message = take(nodeId)
    if (message) played.receive(message, nodeId)
    return message !== undefined
  }
  function miss(): void {
    hasLost = false
    played.miss()
  }
  async function run(step: Step): Promise<void> {
    if (step.kind === 'append') send(step.node, await append(store, step.session))
    if (step.kind === 'put') send(step.node, await put(store, step.session, step.withPat))
    if (step.kind === 'receive') receive(step.node)
    if (step.kind === 'lose') hasLost = take(step.node) !== undefined || hasLost
    if (step.kind === 'get') void played.sessionCache.get(step.session)
    if (step.kind === 'miss') miss()
    if (step.kind === 'advance') played.clock.advance(step.ms)
    if (step.kind === 'answer' && scheduler.count() > 0) await scheduler.waitOne()
    await turn()
  }
  async function answerAll(): Promise<void> {
    for (let quietTurns = 0; quietTurns < 3; quietTurns += 1) {
      await turn()
      if (scheduler.count() === 0) continue
      quietTurns = 0
      await scheduler.waitOne()
    }
  }
  void played.connect()
  for (const step of steps) await run(step)
  for (const nodeId of sent.keys()) while (receive(nodeId)) await turn()
  if (hasLost) miss()
  for (let seconds = 0; seconds < 10; seconds += 1) {
    await answerAll()
    played.clock.advance(1_000)
  }
  return played
}

it('whatever comes, and is missed, while sessions are read: someone who is connected knows each of theirs to its end', async () => {
  const steps = fc.array(step, { minLength: 5, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(steps, fc.scheduler(), async (steps, scheduler) => {
      const store = await openSqliteStore({ file: ':memory:' })
      try {
        const played = await play(steps, scheduler, store)
        for (const session of await store.sessions.list({ participant: pat.userId })) {
          const heads = await store.log.heads([session.id])
          expect(played.knownHead(session.id)).toBe(heads.find(({ thread }) => thread === 'care')?.head)
        }
      } finally {
        await store.close()
      }
    }),
    { numRuns: 60 },
  )
}, 60_000)
