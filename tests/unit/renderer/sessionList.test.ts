import { describe, expect, it } from 'vitest'
import { holdOrder, isSameOrder } from '../../../src/renderer/features/sessions/heldOrder.ts'
import { secondLine } from '../../../src/renderer/features/sessions/secondLine.ts'
import { countSessions, groupSessions } from '../../../src/renderer/features/sessions/sessionFilters.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { ada, maria, startMs, testSession } from '../../support/screenBuilders.ts'

const ids = (...names: string[]) => names.map((name) => sessionIdSchema.parse(name))

describe('the list of sessions', () => {
  const sessions = [
    testSession('calm', { lastActivityAt: startMs + 5 }),
    testSession('late', { owedSince: startMs - 600_000 }),
    testSession('new', { owedSince: startMs - 1_000 }),
    testSession('answered', { owedSince: startMs - 900_000, queuedReplies: 1, lastActivityAt: startMs + 9 }),
    testSession('over', { active: false }),
    testSession('watched', {
      owedSince: startMs - 2_000,
      participants: [
        { userId: maria, name: 'Maria', role: 'patient' },
        { userId: ada, name: 'Ada', role: 'support' },
      ],
    }),
  ]

  it('puts who has waited longest first, and an answer on its way counts as given', () => {
    expect(groupSessions(sessions, 'mine', ada)).toEqual([
      { group: 'owed', ids: ids('late', 'new') },
      { group: 'waitingOnPatient', ids: ids('answered', 'calm') },
      { group: 'closed', ids: ids('over') },
    ])
  })

  it('shows under Waiting what owes a reply and under Monitor what others answer for', () => {
    expect(groupSessions(sessions, 'waiting', ada)).toEqual([{ group: 'owed', ids: ids('late', 'new') }])
    expect(groupSessions(sessions, 'monitor', ada)).toEqual([{ group: 'owed', ids: ids('watched') }])
    expect(countSessions(sessions, ada)).toEqual({ mine: 4, waiting: 2, all: 5, monitor: 1 })
  })

  it('moves nothing while it is held: what is gone leaves, what is new goes to the end', () => {
    const shown = [
      { group: 'owed', ids: ids('a', 'b') },
      { group: 'waitingOnPatient', ids: ids('c', 'd') },
    ] as const
    const wanted = [
      { group: 'owed', ids: ids('d', 'e', 'b') },
      { group: 'closed', ids: ids('f') },
      { group: 'waitingOnPatient', ids: ids('c') },
    ] as const
    const held = holdOrder(shown, wanted)
    expect(held).toEqual([
      { group: 'owed', ids: ids('b', 'e') },
      { group: 'waitingOnPatient', ids: ids('c', 'd') },
      { group: 'closed', ids: ids('f') },
    ])
    expect(isSameOrder(held, wanted)).toBe(false)
    expect(isSameOrder(held, holdOrder(held, wanted))).toBe(true)
  })

  it('says the thing that matters most in the second line', () => {
    const preview = { senderId: maria, text: 'My head hurts', at: startMs }
    const session = testSession('s', {
      preview,
      queuedReplies: 2,
      failedReplies: 1,
      drafts: { care: 'Please', staff: '' },
    })
    expect(secondLine(session, true, ada)).toEqual({ kind: 'typing' })
    expect(secondLine(session, false, ada)).toEqual({ kind: 'failed', count: 1 })
    expect(secondLine({ ...session, failedReplies: 0 }, false, ada)).toEqual({ kind: 'draft', text: 'Please' })
    const sent = { ...session, failedReplies: 0, drafts: { care: ' ', staff: '' } }
    expect(secondLine(sent, false, ada)).toEqual({ kind: 'queued', count: 2 })
    expect(secondLine({ ...sent, queuedReplies: 0 }, false, ada)).toEqual({ kind: 'theirs', text: 'My head hurts' })
    expect(secondLine(testSession('s'), false, ada)).toEqual({ kind: 'empty' })
  })

  it('never says more of an own message than is true', () => {
    const own = testSession('s', {
      preview: { senderId: ada, text: 'Rest', at: startMs },
      heads: { care: 5, staff: 0 },
    })
    const marked = (deliveredUpTo: number, readUpTo: number) => ({
      ...own,
      watermarks: [{ userId: maria, thread: 'care' as const, deliveredUpTo, readUpTo }],
    })
    expect(secondLine(own, false, ada).kind).toBe('ownSent')
    expect(secondLine(marked(4, 4), false, ada).kind).toBe('ownSent')
    expect(secondLine(marked(5, 4), false, ada).kind).toBe('ownDelivered')
    expect(secondLine(marked(5, 5), false, ada).kind).toBe('ownRead')
  })
})
