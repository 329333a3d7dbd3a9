import { pino } from 'pino'
import { expect, it, onTestFinished } from 'vitest'
import { createSharing } from '../../../relay/nodes/createSharing.ts'
import type { NodeLinkEvents } from '../../../relay/nodes/nodeLink.ts'
import type { NodeMessage } from '../../../relay/nodes/nodeMessage.ts'
import { createPresenceBoard } from '../../../relay/presence/presence.ts'
import type { News } from '../../../relay/sessions/news.ts'
import { createSessionDirectory } from '../../../relay/sessions/sessionDirectory.ts'
import { openSqliteStore } from '../../../relay/store/openSqliteStore.ts'
import { userIdSchema } from '../../../src/shared/model/ids.ts'
import { createFakeClock } from '../../support/fakeClock.ts'
import { sessionRecord } from '../../support/sessionRecord.ts'

const pat = { userId: userIdSchema.parse('pat'), name: 'Pat', role: 'patient' } as const
const doc = { userId: userIdSchema.parse('doc'), name: 'Doc', role: 'clinician' } as const
const first = sessionRecord({ participants: [pat, doc] })
const second = { ...first, claimedBy: doc.userId }
const third = { ...first, active: false, participants: [pat] }

const nothing = () => undefined

/** A node whose way to the others is in the hands of the test. */
async function openNode() {
  const store = await openSqliteStore({ file: ':memory:' })
  onTestFinished(store.close)
  await store.sessions.put(first)
  const clock = createFakeClock()
  const log = pino({ level: 'silent' })
  const announced: News[] = []
  const typing: boolean[] = []
  const directory = createSessionDirectory(store, () => true, {
    ...{ isInStep: () => true, now: clock.now, adopted: nothing, behind: nothing },
    outdated: (session, previous) => sharing.outdated(session, previous),
  })
  let events: NodeLinkEvents | undefined
  const sharing = createSharing({
    link: {
      start: async (given) => {
        events = given
      },
      ...{ tell: nothing, isInStep: () => true, stop: async () => undefined },
    },
    sequence: { begin: nothing, take: nothing, check: nothing, stop: nothing },
    announce: (news) => announced.push(news),
    announceTyping: (_session, item) => typing.push(item.typing),
    ...{ announceTells: nothing, hearCall: nothing, limitsUsed: nothing },
    hearRooms: { received: nothing, gone: nothing, staysOf: nothing },
    board: createPresenceBoard(clock, nothing),
    connectedUsers: () => [pat.userId],
    hasOnlookers: () => false,
    userChanged: async () => undefined,
    ...{ store, directory, clock, log },
  })
  await sharing.start()
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
  return { store, clock, directory, sharing, announced, typing, hears, hearsTyping, missed }
}

it('what a node tells late of a session that was changed since is not believed', async () => {
  const { store, clock, directory, sharing, announced, hears } = await openNode()
  const session = await directory.find(first.id)
  await store.sessions.put(third)
  directory.replace(third, session)
  if (session) sharing.publish({ kind: 'session', session, watermarks: [], removed: [], isClosedToSupport: false })
  clock.advance(60_000)
  hears(second, 'a node that was cut off')
  await expect.poll(() => directory.held(first.id)?.record()).toEqual(third)
  expect(announced.at(-1)).toMatchObject({ kind: 'session', removed: [doc.userId] })
})

it('the first news of a session are held against the store once they have settled', async () => {
  const { store, clock, directory, hears } = await openNode()
  await directory.find(first.id)
  await store.sessions.put(third)
  hears(second, 'a node that was cut off')
  expect(directory.held(first.id)?.record()).toEqual(second)
  clock.advance(1_000)
  await expect.poll(() => directory.held(first.id)?.record()).toEqual(third)
})

it('what was in memory is read again when news were missed, and told to those whom it concerns', async () => {
  const { store, directory, announced, missed } = await openNode()
  await directory.find(first.id)
  await store.sessions.put(third)
  missed()
  expect(directory.known(first.id)).toBeUndefined()
  await expect.poll(() => directory.known(first.id)?.record()).toEqual(third)
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
