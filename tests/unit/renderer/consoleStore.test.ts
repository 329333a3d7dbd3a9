import { describe, expect, it } from 'vitest'
import { createConsoleStore } from '../../../src/renderer/state/consoleStore.ts'
import { threadKey } from '../../../src/renderer/state/threadKey.ts'
import type { ConsoleState } from '../../../src/shared/ipc/consoleState.ts'
import type { ConsoleEvent } from '../../../src/shared/ipc/events.ts'
import { fail, type Result, succeed } from '../../../src/shared/model/failure.ts'
import { sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { testConsole, testEntry, testPending, testSession } from '../../support/console/screenBuilders.ts'
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
  payload: { logged: [testEntry('one', seq)], pending: [], withdrawn: [] },
})

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
    answer('readEntries', () => succeed({ entries: [], hasEarlier: false }))
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
    expect(store.getState().threads.get(care)?.entries).toHaveLength(50)
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
    reading.give(succeed({ entries: [testEntry('one', 1), testEntry('one', 2)], hasEarlier: false }))
    await settle()
    raise(logged(3))
    drawFrame()
    expect(
      store
        .getState()
        .threads.get(care)
        ?.entries.map(({ seq }) => seq),
    ).toEqual([1, 2, 3])
  })

  it('reads everything anew after a break: what was logged meanwhile is there, what was settled is no longer unsent', async () => {
    const pending = testPending('one', 4)
    const { store, answer, given } = openStore(testConsole({ sessions: [testSession('one')], pending: [pending] }))
    answer('readEntries', () => succeed({ entries: [testEntry('one', 1)], hasEarlier: false }))
    await store.read()
    store.actions.openThread(one, 'care')
    await settle()
    answer('readConsole', () => succeed(testConsole({ sessions: [testSession('one')] })))
    answer('readEntries', () => succeed({ entries: [testEntry('one', 1), testEntry('one', 2)], hasEarlier: false }))
    await store.read()
    expect(store.getState().pending.size).toBe(0)
    expect(
      store
        .getState()
        .threads.get(care)
        ?.entries.map(({ seq }) => seq),
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

  it('reads a thread once however often it is opened, and cuts it when its last view is gone', async () => {
    const { store, answer, given } = openStore()
    const entries = Array.from({ length: 120 }, (_, index) => testEntry('one', index + 1))
    answer('readEntries', () => succeed({ entries, hasEarlier: false }))
    await store.read()
    const leaveFirst = store.actions.openThread(one, 'care')
    const leaveSecond = store.actions.openThread(one, 'care')
    await settle()
    leaveFirst()
    expect(store.getState().threads.get(care)?.entries).toHaveLength(120)
    leaveSecond(41)
    expect(store.getState().threads.get(care)?.entries).toHaveLength(80)
    store.actions.openThread(one, 'care')
    await settle()
    expect(given.filter(({ command }) => command === 'readEntries')).toHaveLength(1)
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
})
