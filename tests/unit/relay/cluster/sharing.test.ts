import { pino } from 'pino'
import { expect, it, onTestFinished } from 'vitest'
import { createAnnounceOutdated } from '../../../../relay/cluster/announceOutdated.ts'
import type { NodeLinkEvents } from '../../../../relay/cluster/clusterChannel.ts'
import { createClusterSync } from '../../../../relay/cluster/createClusterSync.ts'
import type { NodeMessage } from '../../../../relay/cluster/nodeMessage.ts'
import { joinCapabilities } from '../../../../relay/events/capability.ts'
import { createEventBus } from '../../../../relay/events/eventBus.ts'
import type { SessionEvent } from '../../../../relay/events/relayEvent.ts'
import type { CachedSession } from '../../../../relay/sessions/cache/cachedSession.ts'
import { createSessionCache } from '../../../../relay/sessions/cache/sessionCache.ts'
import { sessionEvent } from '../../../../relay/sessions/sessionEvents.ts'
import { openSqliteStore } from '../../../../relay/store/database/openSqliteStore.ts'
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

/** A node whose way to the others is in the hands of the test. */
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
    everywhere: { session: (event) => announced.push(event), typing: ({ item }) => typing.push(item.typing) },
  })
  const directory = createSessionCache(store, () => true, {
    ...{ isSynced: () => true, now: clock.now, adopted: nothing, behind: nothing },
    outdated: createAnnounceOutdated({ store, deliverOf: bus.deliverOf, log }),
  })
  let events: NodeLinkEvents | undefined
  const sharing = createClusterSync({
    link: {
      start: async (given) => {
        events = given
      },
      ...{ tell: nothing, isSynced: () => true, stop: async () => undefined },
    },
    sequence: { begin: nothing, take: nothing, check: nothing, stop: nothing },
    events: bus,
    limitsUsed: nothing,
    devices: { received: nothing, devicesOf: nothing },
    roomReplica: { roomChanged: nothing, connectionEnded: nothing, reconcile: nothing },
    connectedUsers: () => [pat.userId],
    hasOnlookers: () => false,
    reviewAccess: async () => undefined,
    ...{ store, directory, clock, log },
  })
  joinCapabilities(bus, [sharing])
  await sharing.start?.()
  const hears = (record: typeof first, nodeId: string) => {
    const heads = { care: 0, staff: 0 }
    const message: NodeMessage = {
      kind: 'session',
      record,
      heads,
      watermarks: [],
      removed: [],
      isClosedToSupport: false,
    }
    events?.received(message, nodeId)
  }
  const hearsTyping = (isTyping: boolean) => {
    const item = { sessionId: first.id, thread: 'care', userId: pat.userId, name: pat.name, typing: isTyping } as const
    events?.received({ kind: 'typing', item }, 'another node')
  }
  const missed = () => events?.missed()
  return { store, clock, directory, bus, announced, typing, hears, hearsTyping, missed }
}

it('what a node tells late of a session that was changed since is not believed', async () => {
  const { store, clock, directory, bus, announced, hears } = await openNode()
  const session = await directory.get(first.id)
  await storeSession(store, third)
  directory.applyLocal(third, { care: 0, staff: 0 })
  if (session) bus.publishOf(sessionEvent(session, { watermarks: [] }), session)
  clock.advance(60_000)
  hears(second, 'a node that was cut off')
  await expect.poll(() => directory.peek(first.id)?.record()).toEqual(third)
  expect(announced.at(-1)).toMatchObject({ kind: 'session', removed: [doc.userId] })
})

it('the first news of a session are held against the store once they have settled', async () => {
  const { store, clock, directory, hears } = await openNode()
  await directory.get(first.id)
  await storeSession(store, third)
  hears(second, 'a node that was cut off')
  expect(directory.peek(first.id)?.record()).toEqual(second)
  clock.advance(1_000)
  await expect.poll(() => directory.peek(first.id)?.record()).toEqual(third)
})

it('what was in memory is read again when news were missed, and told to those whom it concerns', async () => {
  const { store, directory, announced, missed } = await openNode()
  await directory.get(first.id)
  await storeSession(store, third)
  missed()
  expect(directory.getFresh(first.id)).toBeUndefined()
  await expect.poll(() => directory.getFresh(first.id)?.record()).toEqual(third)
  await expect.poll(() => announced.at(0)).toMatchObject({ kind: 'session', removed: [doc.userId] })
})

it('what comes while a session is being read is told in the order in which it came', async () => {
  const { directory, typing, hearsTyping } = await openNode()
  const listed = directory.list({ participant: doc.userId })
  hearsTyping(true)
  await listed
  hearsTyping(false)
  await expect.poll(() => typing).toEqual([true, false])
})
