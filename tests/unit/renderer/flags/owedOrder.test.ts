import { describe, expect, it } from 'vitest'
import { groupSessions } from '../../../../src/renderer/features/sessions/sessionFilters.ts'
import { subtitle } from '../../../../src/renderer/features/sessions/subtitle.ts'
import { firstOwed, longestWait, owedSessions } from '../../../../src/renderer/state/owing/owed.ts'
import { reasonTexts } from '../../../../src/renderer/state/owing/reasonTexts.ts'
import { createStrings } from '../../../../src/renderer/strings/createStrings.ts'
import type { RaisedFlag } from '../../../../src/shared/model/flags/flagList.ts'
import { endIsNearMs } from '../../../../src/shared/model/urgency.ts'
import { ada, maria, startMs, testConsole, testSession } from '../../../support/console/screenBuilders.ts'

const flag = (id: string, name: string, quote: string): RaisedFlag => ({
  ...{ id, name, quote, phrase: quote, isClinics: false, seq: 4, at: startMs },
})
const tight = flag('chest', 'Chest pain', 'chest feels tight')
const faint = flag('unconscious', 'Unconscious', 'fainted')
const owed = (turns: number, ...flags: RaisedFlag[]) => ({ turns, flags, isWhole: true })

const sessions = [
  testSession('long', { owedSince: startMs - 900_000, owed: owed(3) }),
  testSession('much', { owedSince: startMs - 20_000, owed: owed(4) }),
  testSession('ends', { owedSince: startMs - 10_000, owed: owed(1), expiresAt: startMs + endIsNearMs }),
  testSession('flagged', { owedSince: startMs - 1_000, owed: owed(1, tight) }),
]
const byId = new Map(sessions.map((session) => [session.id, session]))
const state = { sessions: byId, account: testConsole().account }

describe('the order of those who wait', () => {
  it('is the same in the list, for the next key, and while nothing is open', () => {
    const order = ['flagged', 'much', 'ends', 'long']
    expect(groupSessions(sessions, 'mine', ada, new Set(), startMs)).toEqual([{ group: 'owed', ids: order }])
    expect(owedSessions(state, startMs).map(({ id }) => id)).toEqual(order)
    expect(firstOwed(state, startMs)).toBe('flagged')
  })

  it('does not know of an end without a time', () => {
    expect(owedSessions(state).map(({ id }) => id)).toEqual(['flagged', 'much', 'long', 'ends'])
  })
})

describe('the longest wait', () => {
  it('is that of who has waited longest, not of who is first', () => {
    expect(longestWait(owedSessions(state, startMs))).toEqual({
      longest: startMs - 900_000,
      kindOfLongest: 'consultation',
    })
    expect(longestWait([])).toEqual({ longest: null, kindOfLongest: undefined })
  })
})

describe('a session that goes before others', () => {
  it('says why, and by which words', async () => {
    const { t } = await createStrings()
    const all = { owedSince: startMs, owed: owed(5, tight, faint), expiresAt: startMs + 61_000 }
    expect(reasonTexts(t, testSession('s', all), startMs)).toEqual([
      'Red flag, Chest pain: “chest feels tight”',
      'Red flag, Unconscious: “fainted”',
      'Ends in 2 min',
      '5 messages without an answer',
    ])
    expect(reasonTexts(t, testSession('s', { ...all, owedSince: null }), startMs)).toEqual([])
    expect(reasonTexts(t, testSession('s', { owedSince: 1, owed: owed(3) }), startMs)).toEqual([])
  })

  it('shows the words of the first flag, before all else but what was not sent', () => {
    const preview = { senderId: maria, text: 'Are you there?', withheld: null, files: [], seq: 5, at: startMs }
    const session = testSession('s', {
      ...{ preview, owedSince: startMs, owed: owed(2, tight, faint), queuedReplies: 1 },
      drafts: { care: 'Please', staff: '' },
    })
    const shown = { kind: 'flagged', quote: 'chest feels tight', name: 'Chest pain', others: 1 }
    expect(subtitle(session, false, ada)).toEqual(shown)
    expect(subtitle(session, true, ada)).toEqual(shown)
    expect(subtitle({ ...session, failedReplies: 1 }, true, ada)).toEqual({ kind: 'failed', count: 1 })
  })
})
