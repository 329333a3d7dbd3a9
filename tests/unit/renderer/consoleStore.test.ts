import { describe, expect, it } from 'vitest'
import { createConsoleStore } from '../../../src/renderer/state/consoleStore.ts'
import { threadKey } from '../../../src/renderer/state/threadKey.ts'
import { notLoadedThread, shownPart } from '../../../src/renderer/state/threads/loadedThread.ts'
import { commands } from '../../../src/shared/ipc/commands.ts'
import type { ConsoleState } from '../../../src/shared/ipc/consoleState.ts'
import type { ConsoleEvent } from '../../../src/shared/ipc/events.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { fail, type Result, succeed } from '../../../src/shared/model/failure.ts'
import { sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import {
  liveLink,
  testConsole,
  testEntry,
  testEntryId,
  testPending,
  testSession,
} from '../../support/console/screenBuilders.ts'
import { createScriptedBridge } from '../../support/console/scriptedBridge.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

const one = sessionIdSchema.parse('one')
const care = threadKey(one, 'care')

function openStore(read: ConsoleState = testConsole({ sessions: [testSession('one')] })) {
  const scripted = createScriptedBridge(read)
  const clock = createFakeClock()
  const frames: (() => void)[] = []
  const store = createConsoleStore(scripted.bridge, {
    clock,
    scheduleFrame: (task) => {
      frames.push(task)
      return () => undefined
    },
  })
  const drawFrame = () => {
    for (const task of frames.splice(0)) task()
  }
  return { ...scripted, clock, store, drawFrame, frames }
}

/** Waits until every promise that can be settled is settled. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

const logged = (seq: number): ConsoleEvent => ({
  name: 'entriesChanged',
  payload: { logged: [testEntry('one', seq)], pending: [], amending: [], withdrawn: [] },
})

/** The answer to a request for a thread that has these entries. */
const wholeThread = (entries: readonly Entry[]) =>
  succeed({ entries, amendments: [], earlier: { kind: 'nothing' }, later: { kind: 'nothing' } })

/** An answer that a test gives when it is time. */
function openAnswer() {
  let give: (result: Result<unknown>) => void = () => undefined
  const answer = new Promise<Result<unknown>>((resolve) => {
    give = resolve
  })
  return { answer: () => answer, give }
}

describe('the store of the screen', () => {
  it('draws a burst of events once, on the next frame', async () => {
    const { store, raise, drawFrame, answer, frames } = openStore()
    answer('readEntries', () => wholeThread([]))
    await store.read()
    store.actions.openThread(one, 'care')
    await settle()
    let drawn = 0
    store.subscribe(() => {
      drawn += 1
    })
    for (let seq = 1; seq <= 50; seq += 1) raise(logged(seq))
    expect([drawn, frames.length]).toEqual([0, 1])
    drawFrame()
    expect(drawn).toBe(1)
    expect(store.getState().threads.get(care)?.end.entries).toHaveLength(50)
  })

  it('ends in the newest of both when events arrive while the console is read', async () => {
    const { store, raise, drawFrame, answer } = openStore()
    const reading = openAnswer()
    answer('readConsole', reading.answer)
    const read = store.read()
    raise({ name: 'sessionsChanged', payload: { items: [testSession('one', { queuedReplies: 3 })], removed: [] } })
    drawFrame()
    expect(store.getState().reading.kind).toBe('first')
    reading.give(succeed(testConsole({ sessions: [testSession('one')] })))
    await read
    expect(store.getState().sessions.get(one)?.queuedReplies).toBe(3)
  })

  it('shows no message twice when it is logged while its thread is read', async () => {
    const { store, raise, drawFrame, answer } = openStore()
    await store.read()
    const reading = openAnswer()
    answer('readEntries', reading.answer)
    store.actions.openThread(one, 'care')
    raise(logged(2))
    reading.give(wholeThread([testEntry('one', 1), testEntry('one', 2)]))
    await settle()
    raise(logged(3))
    drawFrame()
    expect(
      store
        .getState()
        .threads.get(care)
        ?.end.entries.map(({ seq }) => seq),
    ).toEqual([1, 2, 3])
  })

  it('reads everything anew after a break: what was logged meanwhile is there, what was settled is no longer unsent', async () => {
    const pending = testPending('one', 4)
    const { store, answer, given } = openStore(testConsole({ sessions: [testSession('one')], pending: [pending] }))
    answer('readEntries', () => wholeThread([testEntry('one', 1)]))
    await store.read()
    store.actions.openThread(one, 'care')
    await settle()
    answer('readConsole', () => succeed(testConsole({ sessions: [testSession('one')] })))
    answer('readEntries', () => wholeThread([testEntry('one', 1), testEntry('one', 2)]))
    await store.read()
    expect(store.getState().pending.size).toBe(0)
    expect(
      store
        .getState()
        .threads.get(care)
        ?.end.entries.map(({ seq }) => seq),
    ).toEqual([1, 2])
    expect(given.filter(({ command }) => command === 'readEntries')).toHaveLength(2)
  })

  it('says why when the console cannot be read, and tries again', async () => {
    const { store, answer, clock } = openStore()
    answer('readConsole', () => fail('offline', 'The console does not answer.'))
    await store.read()
    expect(store.getState().reading).toMatchObject({ kind: 'failed', failure: { kind: 'offline' } })
    answer('readConsole', () => succeed(testConsole()))
    clock.advance(2_000)
    await settle()
    expect(store.getState().reading.kind).toBe('done')
  })

  it('reads the console of the next person when another signs in', async () => {
    const { store, raise, drawFrame, answer } = openStore()
    await store.read()
    const account = {
      state: 'signedIn',
      relayUrl: 'http://relay',
      userId: userIdSchema.parse('noor'),
      name: 'Noor Hassan',
      role: 'support',
    } as const
    answer('readConsole', () => succeed(testConsole({ account, sessions: [testSession('hers')] })))
    raise({ name: 'accountChanged', payload: account })
    drawFrame()
    expect([store.getState().sessions.size, store.getState().reading.kind]).toEqual([0, 'first'])
    await settle()
    expect(store.getState().reading.kind).toBe('done')
    expect([...store.getState().sessions.keys()]).toEqual(['hers'])
  })

  it.each([
    ['the same person signs in again', 'signedIn'],
    ['somebody signs in and out again', 'signedOut'],
  ] as const)('reads the console when %s before the next frame', async (_what, ends) => {
    const { store, raise, drawFrame, answer } = openStore()
    await store.read()
    const { account } = store.getState()
    const signedOut = { state: 'signedOut', relayUrl: null, failure: null } as const
    const read =
      ends === 'signedIn' ? { account, sessions: [testSession('hers')] } : { account: signedOut, sessions: [] }
    answer('readConsole', () => succeed(testConsole(read)))
    raise({ name: 'accountChanged', payload: signedOut })
    if (ends === 'signedOut') drawFrame()
    await settle()
    raise({ name: 'accountChanged', payload: account })
    if (ends === 'signedOut') raise({ name: 'accountChanged', payload: signedOut })
    drawFrame()
    await settle()
    expect(store.getState().reading.kind).toBe('done')
    expect([...store.getState().sessions.keys()]).toEqual(ends === 'signedIn' ? ['hers'] : [])
  })

  it('signs out only once what the screen had not saved yet is saved', async () => {
    const { store, given } = openStore()
    const saved = Promise.withResolvers<void>()
    store.actions.onClosing(() => saved.promise)
    const signingOut = store.actions.signOut()
    await settle()
    const timesAsked = () => given.filter(({ command }) => command === 'signOut').length
    expect(timesAsked()).toBe(0)
    saved.resolve()
    await signingOut
    expect(timesAsked()).toBe(1)
  })

  it('reads a thread once however often it is opened, and cuts it when its last view is gone', async () => {
    const { store, answer, given } = openStore()
    const entries = Array.from({ length: 120 }, (_, index) => testEntry('one', index + 1))
    answer('readEntries', () => wholeThread(entries))
    await store.read()
    const leaveFirst = store.actions.openThread(one, 'care')
    const leaveSecond = store.actions.openThread(one, 'care')
    await settle()
    leaveFirst()
    expect(store.getState().threads.get(care)?.end.entries).toHaveLength(120)
    leaveSecond(41)
    expect(store.getState().threads.get(care)?.end.entries).toHaveLength(80)
    store.actions.openThread(one, 'care')
    await settle()
    expect(given.filter(({ command }) => command === 'readEntries')).toHaveLength(1)
  })

  it.each([
    ['another entry stands in the place of one that is held', { ...testEntry('one', 3), id: testEntryId(99) }],
    ['more was missed than is filled, and may have been taken back', testEntry('one', 1_000)],
    ['the entries of a session are let go of, and it is there again', null],
  ])('reads a thread that is on the screen anew when %s', async (_, entry) => {
    const { store, raise, drawFrame, answer } = openStore()
    answer('readEntries', () => wholeThread([1, 2, 3].map((seq) => testEntry('one', seq))))
    await store.read()
    store.actions.openThread(one, 'care')
    await settle()
    const now = [1, 2].map((seq) => testEntry('one', seq, { id: testEntryId(seq + 100) }))
    answer('readEntries', () => wholeThread(now))
    if (entry) raise({ name: 'entriesChanged', payload: { logged: [entry], pending: [], amending: [], withdrawn: [] } })
    else {
      raise({ name: 'sessionsChanged', payload: { items: [], removed: [one] } })
      drawFrame()
      expect(store.getState().threads.get(care)).toBeUndefined()
      raise({ name: 'sessionsChanged', payload: { items: [testSession('one')], removed: [] } })
    }
    drawFrame()
    await settle()
    expect(store.getState().threads.get(care)?.end.entries).toEqual(now)
  })

  it('gives each message an id that sorts by time', async () => {
    const { store } = openStore()
    const [first, second] = [store.actions.newMessageId(), store.actions.newMessageId()]
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(first < second).toBe(true)
  })

  it('shows the own presence as it was set, for the relay tells the others only', async () => {
    const { store, answer } = openStore()
    await store.read()
    answer('setPresence', () => succeed({}))
    await store.actions.setPresence('busy')
    expect(store.getState().presence.get(userIdSchema.parse('ada'))?.status).toBe('busy')
  })

  /** A console that holds so many entries of a thread, and answers for any part of it. */
  const threadOf =
    (head: number) =>
    (input: unknown): Result<unknown> => {
      const { from, limit } = commands.readEntries.input.parse(input)
      const first = {
        end: head - limit + 1,
        before: ('seq' in from ? from.seq : 0) - limit,
        after: ('seq' in from ? from.seq : 0) + 1,
        around: ('seq' in from ? from.seq : 0) - Math.floor(limit / 2),
      }[from.kind]
      const last = from.kind === 'before' ? from.seq - 1 : Math.min(head, Math.max(first, 1) + limit - 1)
      const seqs = Array.from({ length: last - Math.max(first, 1) + 1 }, (_, index) => Math.max(first, 1) + index)
      return succeed({
        entries: seqs.map((seq) => testEntry('one', seq)),
        amendments: [],
        earlier: { kind: first > 1 ? 'more' : 'nothing' },
        later: { kind: last < head ? 'more' : 'nothing' },
      })
    }
  const shownSeqs = (store: ReturnType<typeof openStore>['store']) =>
    shownPart(store.getState().threads.get(care) ?? notLoadedThread).entries.map(({ seq }) => seq)

  it('shows a part far up without all between, reads on from there, and goes back to an end that has grown', async () => {
    const { store, raise, drawFrame, answer, given } = openStore()
    answer('readEntries', threadOf(5_000))
    await store.read()
    store.actions.openThread(one, 'care')
    await settle()
    expect(await store.actions.showAround(one, 'care', 2_000)).toEqual(succeed(null))
    expect(shownSeqs(store)).toContain(2_000)
    await store.actions.loadBeyond(one, 'care', 'later')
    expect(shownSeqs(store).at(-1)).toBeGreaterThan(2_100)
    raise(logged(5_001))
    drawFrame()
    expect(shownSeqs(store)).not.toContain(5_001)
    await store.actions.showEnd(one, 'care')
    expect(shownSeqs(store).at(-1)).toBe(5_001)
    expect(given.filter(({ command }) => command === 'readEntries')).toHaveLength(3)
  })

  it('says why a part cannot be fetched, and asks again by itself once the relay is back', async () => {
    const { store, raise, drawFrame, answer } = openStore()
    answer('readEntries', threadOf(5_000))
    await store.read()
    store.actions.openThread(one, 'care')
    await settle()
    const edge = () => store.getState().threads.get(care)?.end.earlier
    const failure = { kind: 'offline', message: 'The relay cannot be reached.' } as const
    const lacking = { kind: 'lacking', failure } as const
    answer('readEntries', () => succeed({ entries: [], amendments: [], earlier: lacking, later: lacking }))
    await store.actions.loadBeyond(one, 'care', 'earlier')
    expect(edge()).toEqual(lacking)
    expect(await store.actions.showAround(one, 'care', 7)).toMatchObject({ ok: false, failure })
    raise({ name: 'linkChanged', payload: { ...liveLink, mode: 'offline' } })
    drawFrame()
    expect(edge()).toEqual(lacking)
    raise({ name: 'linkChanged', payload: liveLink })
    drawFrame()
    expect(edge()).toEqual({ kind: 'more' })
  })

  it('asks again in a while for what a relay that is connected did not give', async () => {
    const { store, answer, clock } = openStore()
    answer('readEntries', threadOf(5_000))
    await store.read()
    store.actions.openThread(one, 'care')
    await settle()
    answer('readEntries', () => fail('timeout', 'The relay did not answer in time.'))
    await store.actions.loadBeyond(one, 'care', 'earlier')
    const edge = () => store.getState().threads.get(care)?.end.earlier.kind
    expect(edge()).toBe('lacking')
    clock.advance(5_000)
    expect(edge()).toBe('more')
  })

  it('has a session that was fetched on the screen before it says that it is there', async () => {
    const { store, raise, drawFrame, answer } = openStore()
    await store.read()
    answer('visitSession', () => succeed({}))
    let isThere = false
    const visiting = store.actions.visitSession(sessionIdSchema.parse('far')).then(() => {
      isThere = true
    })
    await settle()
    expect(isThere).toBe(false)
    raise({ name: 'sessionsChanged', payload: { items: [testSession('far')], removed: [] } })
    drawFrame()
    await visiting
    expect(store.getState().sessions.has(sessionIdSchema.parse('far'))).toBe(true)
  })
})
