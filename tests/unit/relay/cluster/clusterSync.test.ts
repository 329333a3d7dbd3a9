import { pino } from 'pino'
import { expect, it, onTestFinished } from 'vitest'
import type { ClusterListener } from '../../../../relay/cluster/clusterChannel.ts'
import { createClusterSync } from '../../../../relay/cluster/createClusterSync.ts'
import { createDeliverOutdated } from '../../../../relay/cluster/deliverOutdated.ts'
import type { NodeMessage } from '../../../../relay/cluster/nodeMessage.ts'
import { joinCapabilities } from '../../../../relay/events/capability.ts'
import { createEventBus } from '../../../../relay/events/eventBus.ts'
import type { SessionEvent } from '../../../../relay/events/relayEvent.ts'
import type { CachedSession } from '../../../../relay/sessions/cache/cachedSession.ts'
import { createSessionCache } from '../../../../relay/sessions/cache/sessionCache.ts'
import { sessionEvent } from '../../../../relay/sessions/sessionEvents.ts'
import { openSqliteStore } from '../../../../relay/store/database/openSqliteStore.ts'
import { defaultClinic } from '../../../../src/shared/model/clinic/clinicRules.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { sessionRecord } from '../../../support/relay/sessionRecord.ts'
import { storeSession } from '../../../support/relay/storeSession.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

const pat = { userId: userIdSchema.parse('pat'), name: 'Pat', role: 'patient' } as const
const doc = { userId: userIdSchema.parse('doc'), name: 'Doc', role: 'clinician' } as const
const first = sessionRecord({ participants: [pat, doc] })
const second = { ...first, version: 2, claimedBy: doc.userId }
const third = { ...first, version: 2, active: false, participants: [pat] }

const nothing = () => undefined

/** A node whose channel to the others is in the hands of the test. */
async function openNode() {
  const store = await openSqliteStore({ file: ':memory:' })
  onTestFinished(store.close)
  await storeSession(store, first)
  const clock = createFakeClock()
  const log = pino({ level: 'silent' })
  const announced: SessionEvent[] = []
  const typing: boolean[] = []
  const bus = createEventBus<CachedSession>(log)
  bus.subscribe('native', {
    fromAnyNode: { session: (event) => announced.push(event), typing: ({ item }) => typing.push(item.typing) },
  })
  const sessionCache = createSessionCache(store, () => true, {
    ...{ isSynced: () => true, now: clock.now, adopted: nothing, behind: nothing },
    outdated: createDeliverOutdated({ store, deliverInSession: bus.deliverInSession, log }),
  })
  let listener: ClusterListener | undefined
  const cluster = createClusterSync({
    channel: {
      start: async (given) => {
        listener = given
      },
      ...{ publish: nothing, isSynced: () => true, stop: async () => undefined },
    },
    reorderBuffer: { begin: nothing, take: nothing, check: nothing, stop: nothing },
    events: bus,
    limitsUsed: nothing,
    devices: { received: nothing, reconcile: nothing },
    roomReplica: { roomChanged: nothing, connectionEnded: nothing, reconcile: nothing },
    connectedUsers: () => [pat.userId],
    sessionsOf: () => sessionCache.all(),
    hasOnlookers: () => false,
    reviewAccess: async () => undefined,
    rereadClinic: async () => ({ kind: 'clinic', clinic: defaultClinic }),
    ...{ store, sessionCache, clock, log },
  })
  joinCapabilities(bus, [cluster])
  await cluster.start?.()
  const receive = (record: typeof first, nodeId: string) => {
    const heads = { care: 0, staff: 0 }
    const message: NodeMessage = {
      kind: 'session',
      record,
      heads,
      watermarks: [],
      removed: [],
      isClosedToSupport: false,
    }
    listener?.received(message, nodeId)
  }
  const receiveTyping = (isTyping: boolean) => {
    const item = { sessionId: first.id, thread: 'care', userId: pat.userId, name: pat.name, typing: isTyping } as const
    listener?.received({ kind: 'typing', item }, 'another node')
  }
  const missed = () => listener?.missed()
  return { store, clock, sessionCache, bus, announced, typing, receive, receiveTyping, missed }
}

it('a change that a node publishes late does not undo a later one', async () => {
  const { store, clock, sessionCache, bus, announced, receive } = await openNode()
  const session = await sessionCache.get(first.id)
  await storeSession(store, third)
  sessionCache.applyLocal(third, { care: 0, staff: 0 })
  if (session) bus.publishInSession(sessionEvent(session, { watermarks: [] }), session)
  clock.advance(60_000)
  receive(second, 'a node that was cut off')
  await expect.poll(() => sessionCache.peek(first.id)?.record()).toEqual(third)
  expect(announced.at(-1)).toMatchObject({ kind: 'session', removed: [doc.userId] })
})

it('the first change that another node publishes of a session is compared with the store after a moment', async () => {
  const { store, clock, sessionCache, receive } = await openNode()
  await sessionCache.get(first.id)
  await storeSession(store, third)
  receive(second, 'a node that was cut off')
  expect(sessionCache.peek(first.id)?.record()).toEqual(second)
  clock.advance(1_000)
  await expect.poll(() => sessionCache.peek(first.id)?.record()).toEqual(third)
})

it('sessions in memory are read again when messages were missed, and delivered to those whom they concern', async () => {
  const { store, sessionCache, announced, missed } = await openNode()
  await sessionCache.get(first.id)
  await storeSession(store, third)
  missed()
  expect(sessionCache.getFresh(first.id)).toBeUndefined()
  await expect.poll(() => sessionCache.getFresh(first.id)?.record()).toEqual(third)
  await expect.poll(() => announced.at(0)).toMatchObject({ kind: 'session', removed: [doc.userId] })
})

it('events that arrive while a session is being read are delivered in the order in which they arrived', async () => {
  const { sessionCache, typing, receiveTyping } = await openNode()
  const listed = sessionCache.list({ participant: doc.userId })
  receiveTyping(true)
  await listed
  receiveTyping(false)
  await expect.poll(() => typing).toEqual([true, false])
})
