import { describe, expect, it } from 'vitest'
import { applyEvents } from '../../../src/renderer/state/events/applyEvents.ts'
import { unreadScreen, withConsole } from '../../../src/renderer/state/screenState.ts'
import { threadKey } from '../../../src/renderer/state/threadKey.ts'
import { notLoadedThread } from '../../../src/renderer/state/threads/loadedThread.ts'
import type { PartOfThread } from '../../../src/renderer/state/threads/partOfThread.ts'
import type { ConsoleEvent } from '../../../src/shared/ipc/events.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { ada, maria, testConsole, testEntry, testPending, testSession } from '../../support/console/screenBuilders.ts'

const one = sessionIdSchema.parse('one')
const two = sessionIdSchema.parse('two')
const careOf = (id: typeof one) => threadKey(id, 'care')
const nothing = new Set<ReturnType<typeof careOf>>()

const emptyThread: PartOfThread = {
  entries: [],
  amendments: [],
  earlier: { kind: 'nothing' },
  later: { kind: 'nothing' },
}

function openScreen() {
  const read = withConsole(unreadScreen, testConsole({ sessions: [testSession('one'), testSession('two')] }))
  const loaded = { ...notLoadedThread, end: emptyThread, loaded: true }
  return { ...read, threads: new Map([one, two].map((id) => [careOf(id), loaded])) }
}

const entriesChanged = (
  change: Partial<Extract<ConsoleEvent, { name: 'entriesChanged' }>['payload']>,
): ConsoleEvent => ({
  name: 'entriesChanged',
  payload: { logged: [], pending: [], amending: [], withdrawn: [], ...change },
})

describe('the screen after events', () => {
  it('changes only the thread an entry belongs to', () => {
    const before = openScreen()
    const after = applyEvents(before, [entriesChanged({ logged: [testEntry('one', 1)] })], nothing)
    expect(after.threads.get(careOf(one))?.end.entries.map(({ seq }) => seq)).toEqual([1])
    expect(after.threads.get(careOf(two))).toBe(before.threads.get(careOf(two)))
    expect(after.sessions).toBe(before.sessions)
  })

  it('forgets entries of threads that nobody opened', () => {
    const before = { ...openScreen(), threads: new Map() }
    expect(applyEvents(before, [entriesChanged({ logged: [testEntry('one', 1)] })], nothing).threads).toBe(
      before.threads,
    )
  })

  it('replaces an unsent message by the entry with its id, in one step', () => {
    const pending = testPending('one', 7)
    const queued = applyEvents(openScreen(), [entriesChanged({ pending: [pending] })], nothing)
    expect(queued.pending.get(careOf(one))).toEqual([pending])
    const logged = { ...testEntry('one', 1), id: pending.id, senderId: ada }
    const settled = applyEvents(queued, [entriesChanged({ logged: [logged] })], nothing)
    expect(settled.pending.has(careOf(one))).toBe(false)
    expect(settled.threads.get(careOf(one))?.end.entries).toEqual([logged])
  })

  it('keeps unsent messages in queue order and a changed one in its place', () => {
    const [first, second] = [testPending('one', 1), testPending('one', 2)]
    const failed = { ...first, state: { kind: 'failed', failure: { kind: 'tooLarge', message: 'Too long.' } } } as const
    const after = applyEvents(
      openScreen(),
      [entriesChanged({ pending: [second, first] }), entriesChanged({ pending: [failed] })],
      nothing,
    )
    expect(after.pending.get(careOf(one))).toEqual([failed, second])
    const without = applyEvents(after, [entriesChanged({ withdrawn: [second.id] })], nothing)
    expect(without.pending.get(careOf(one))).toEqual([failed])
  })

  it('keeps a hidden thread short while hundreds of entries arrive, and a shown one whole', () => {
    const logged = Array.from({ length: 300 }, (_, index) => entriesChanged({ logged: [testEntry('one', index + 1)] }))
    const hidden = applyEvents(openScreen(), logged, nothing).threads.get(careOf(one))
    expect(hidden?.end.entries.length).toBeLessThanOrEqual(100)
    expect(hidden?.end.entries.at(-1)?.seq).toBe(300)
    expect(hidden?.end.earlier.kind).toBe('more')
    const shown = applyEvents(openScreen(), logged, new Set([careOf(one)])).threads.get(careOf(one))
    expect(shown?.end.entries).toHaveLength(300)
  })

  it('shows who types until nobody does', () => {
    const people = [{ userId: maria, name: 'Maria Lindqvist' }]
    const typing = { sessionId: one, thread: 'care' as const }
    const begun = applyEvents(openScreen(), [{ name: 'typingChanged', payload: { ...typing, people } }], nothing)
    expect(begun.typing.get(careOf(one))).toEqual(people)
    const over = applyEvents(begun, [{ name: 'typingChanged', payload: { ...typing, people: [] } }], nothing)
    expect(over.typing.size).toBe(0)
  })

  it('keeps nothing of a person who is gone', () => {
    const before = applyEvents(openScreen(), [entriesChanged({ logged: [testEntry('one', 1)] })], nothing)
    const signedOut = { state: 'signedOut', relayUrl: null, failure: null } as const
    const after = applyEvents(before, [{ name: 'accountChanged', payload: signedOut }], nothing)
    expect([after.sessions.size, after.threads.size, after.pending.size, after.workspace]).toEqual([0, 0, 0, null])
  })

  it('keeps everything when the sign-in of the same person expires', () => {
    const before = openScreen()
    if (before.account.state === 'signedOut') throw new Error('Ada is signed in.')
    const expired = { ...before.account, state: 'expired' } as const
    const after = applyEvents(before, [{ name: 'accountChanged', payload: expired }], nothing)
    expect(after.sessions).toBe(before.sessions)
    expect(after.threads).toBe(before.threads)
  })

  it('lets go of the threads of a session that is gone', () => {
    const after = applyEvents(
      openScreen(),
      [{ name: 'sessionsChanged', payload: { items: [testSession('two', { active: false })], removed: [one] } }],
      nothing,
    )
    expect([...after.threads.keys()]).toEqual([careOf(two)])
    expect(after.sessions.get(two)?.active).toBe(false)
    expect(after.sessions.has(one)).toBe(false)
  })
})
