import { describe, expect, it } from 'vitest'
import { nextInRound, type Round, type Waiting, waitingNow } from '../../../../src/renderer/state/owing/round.ts'
import { unreadScreen, withConsole } from '../../../../src/renderer/state/screenState.ts'
import { threadKey } from '../../../../src/renderer/state/threadKey.ts'
import type { SessionSummary } from '../../../../src/shared/ipc/session.ts'
import { sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import { maria, startMs, testConsole, testPending, testSession } from '../../../support/console/screenBuilders.ts'

const idOf = (name: string) => sessionIdSchema.parse(name)
const waitingOf = (names: string): Waiting[] => [...names].map((name) => ({ id: idOf(name), heard: 'once' }))

/** Those whom so many presses lead to, begun at `from`. */
function walk(names: string, from: string | null, presses: number): string {
  let at = from === null ? null : idOf(from)
  let round: Round = []
  let visited = ''
  for (let press = 0; press < presses; press++) {
    const next = nextInRound(waitingOf(names), round, at)
    round = next.round
    if (next.id === null) return `${visited}-`
    at = next.id
    visited += at
  }
  return visited
}

describe('the round of those who wait', () => {
  it('goes to each in the order of need, and begins anew when all were passed over', () => {
    expect(walk('abc', null, 9)).toBe('abcabcabc')
    expect(walk('abc', 'b', 6)).toBe('acabca')
    expect(walk('abc', 'x', 4)).toBe('abca')
    expect(walk('ab', 'a', 4)).toBe('baba')
  })

  it('has nobody to go to where nobody else waits', () => {
    expect(walk('', null, 1)).toBe('-')
    expect(walk('a', 'a', 1)).toBe('-')
    expect(walk('a', null, 2)).toBe('a-')
  })

  it('leaves out who is answered, and goes on behind them', () => {
    const { round } = nextInRound(waitingOf('abc'), [], idOf('a'))
    expect(nextInRound(waitingOf('ac'), round, idOf('b')).id).toBe('c')
    expect(nextInRound(waitingOf('a'), round, idOf('b')).id).toBe('a')
  })

  it('comes back to who was passed over and wrote again, before it goes on', () => {
    const { round } = nextInRound(waitingOf('abc'), [], idOf('a'))
    const again = [{ id: idOf('a'), heard: 'twice' }, ...waitingOf('bc')]
    expect(nextInRound(again, round, idOf('b')).id).toBe('a')
  })

  it('comes first to a new patient who needs it more, and then to those not seen yet', () => {
    const { round } = nextInRound(waitingOf('abc'), [], idOf('a'))
    const next = nextInRound(waitingOf('nabc'), round, idOf('b'))
    expect(next.id).toBe('n')
    expect(nextInRound(waitingOf('nabc'), next.round, idOf('n')).id).toBe('c')
  })
})

describe('who waits now', () => {
  const asked = (id: string, change: Partial<SessionSummary> = {}) => testSession(id, { owedSince: startMs, ...change })
  const stateOf = (...sessions: SessionSummary[]) => withConsole(unreadScreen, testConsole({ sessions }))
  const preview = (seq: number) => ({ senderId: maria, text: 'It hurts.', withheld: null, files: [], seq, at: startMs })

  it('is everybody who is owed an answer and has none written, longest first', () => {
    const state = stateOf(
      asked('later', { owedSince: startMs + 1 }),
      asked('first'),
      asked('queued', { queuedReplies: 1 }),
      asked('ended', { active: false }),
      testSession('answered'),
    )
    expect(waitingNow(state, startMs).map(({ id }) => id)).toEqual(['first', 'later'])
    const unsaved = new Map([[threadKey(idOf('first'), 'care'), [testPending('first', 1)]]])
    expect(waitingNow({ ...state, unsaved }, startMs).map(({ id }) => id)).toEqual(['later'])
  })

  it('is heard anew with each message, and when an answer was refused', () => {
    const heard = (change: Partial<SessionSummary>) => waitingNow(stateOf(asked('s', change)), startMs)[0]?.heard
    const marks = [
      heard({ preview: preview(1) }),
      heard({ preview: preview(2) }),
      heard({ preview: preview(2), failedReplies: 1 }),
      heard({ preview: preview(2), owedSince: startMs + 1 }),
    ]
    expect(new Set(marks).size).toBe(4)
    expect(heard({ preview: preview(2) })).toBe(marks[1])
  })
})
