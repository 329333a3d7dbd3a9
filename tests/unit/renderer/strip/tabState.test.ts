import { describe, expect, it } from 'vitest'
import { ownLeftIn, tabDifference, tabStateOf } from '../../../../src/renderer/features/tabs/tabState.ts'
import { testSession } from '../../../support/console/screenBuilders.ts'

const owedSince = 1

describe('the state on a tab', () => {
  it.each([
    ['nothing', {}, false],
    ['owed', { owedSince }, false],
    ['typing', { owedSince }, true],
    ['endedUnanswered', { owedSince, active: false }, false],
    ['closed', { active: false }, false],
    ['failed', { owedSince, failedReplies: 1 }, true],
    ['failed', { active: false, failedReplies: 2 }, false],
  ] as const)('is %s for %o, typing %s', (state, change, isTyping) => {
    expect(tabStateOf(testSession('one', change), isTyping)).toBe(state)
  })

  it('names a text that is not finished and messages that are not sent, both where there are both', () => {
    expect(ownLeftIn(testSession('one'))).toEqual([])
    expect(ownLeftIn(testSession('one', { drafts: { care: ' \u200B', staff: '' } }))).toEqual([])
    expect(ownLeftIn(testSession('one', { drafts: { care: '', staff: 'note' } }))).toEqual(['draft'])
    expect(ownLeftIn(testSession('one', { drafts: { care: 'a', staff: '' }, queuedReplies: 2 }))).toEqual([
      'draft',
      'unsent',
    ])
    expect(ownLeftIn(testSession('one', { queuedReplies: 1 }))).toEqual(['unsent'])
  })
})

describe('what tells a patient from another of the same name', () => {
  it('leaves the clock its place where it is a year, takes it where it is longer', () => {
    expect(tabDifference('1951')).toEqual({ text: '1951', isWide: false })
    expect(tabDifference('1964-03-11')).toEqual({ text: '1964-03-11', isWide: true })
  })

  it('is the end of a number that is longer than the tab: they begin alike', () => {
    expect(tabDifference('CLINIC-0004711')).toEqual({ text: '…C-0004711', isWide: true })
    expect([...tabDifference('12345678901').text]).toHaveLength(10)
  })
})
