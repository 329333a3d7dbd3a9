import { describe, expect, it } from 'vitest'
import { countSessions, groupSessions } from '../../../src/renderer/features/sessions/sessionFilters.ts'
import { holdOrder, isSameOrder } from '../../../src/renderer/features/sessions/stableOrder.ts'
import { subtitle } from '../../../src/renderer/features/sessions/subtitle.ts'
import { messageLine } from '../../../src/renderer/state/messageContent.ts'
import { createStrings } from '../../../src/renderer/strings/createStrings.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { blankTexts } from '../../support/blankTexts.ts'
import { ada, aPicture, maria, startMs, testSession } from '../../support/console/screenBuilders.ts'

const ids = (...names: string[]) => names.map((name) => sessionIdSchema.parse(name))

describe('the list of sessions', () => {
  const said = { senderId: ada, text: 'How are you?', withheld: null, files: [], seq: 2, at: startMs }
  const sessions = [
    testSession('calm', { lastActivityAt: startMs + 5, preview: said }),
    testSession('silent', { lastActivityAt: startMs + 99 }),
    testSession('late', { owedSince: startMs - 600_000 }),
    testSession('new', { owedSince: startMs - 1_000 }),
    testSession('answered', { owedSince: startMs - 900_000, queuedReplies: 1, lastActivityAt: startMs + 9 }),
    testSession('over', { active: false }),
    testSession('missed', { active: false, owedSince: startMs - 950_000 }),
    testSession('watched', {
      owedSince: startMs - 2_000,
      participants: [
        { userId: maria, name: 'Maria', role: 'patient' },
        { userId: ada, name: 'Ada', role: 'support' },
      ],
    }),
  ]

  it('puts what ended unanswered on top, then who has waited longest, and what is written and not sent, or where nothing was said yet, apart', () => {
    expect(groupSessions(sessions, 'mine', ada, new Set(), startMs)).toEqual([
      { group: 'endedUnanswered', ids: ids('missed') },
      { group: 'owed', ids: ids('late', 'new') },
      { group: 'writtenNotSent', ids: ids('answered') },
      { group: 'waitingOnPatient', ids: ids('calm') },
      { group: 'noMessages', ids: ids('silent') },
      { group: 'closed', ids: ids('over') },
    ])
  })

  it('leaves a session where it is while an answer to it is on its way', () => {
    expect(groupSessions(sessions, 'owed', ada, new Set(['answered']), startMs)).toEqual([
      { group: 'endedUnanswered', ids: ids('missed') },
      { group: 'owed', ids: ids('answered', 'late', 'new') },
    ])
  })

  it('shows under Owed what owes a reply and under Monitor what others answer for', () => {
    expect(groupSessions(sessions, 'owed', ada, new Set(), startMs).map(({ group }) => group)).toEqual([
      'endedUnanswered',
      'owed',
      'writtenNotSent',
    ])
    expect(groupSessions(sessions, 'monitor', ada, new Set(), startMs)).toEqual([
      { group: 'owed', ids: ids('watched') },
    ])
    expect(countSessions(sessions, ada)).toEqual({ mine: 5, owed: 4, all: 6, monitor: 1 })
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
    const preview = { senderId: maria, text: 'My head hurts', withheld: null, files: [], seq: 4, at: startMs }
    const session = testSession('s', {
      preview,
      queuedReplies: 2,
      failedReplies: 1,
      drafts: { care: 'Please', staff: '' },
    })
    expect(subtitle(session, true, ada)).toEqual({ kind: 'typing' })
    expect(subtitle(session, false, ada)).toEqual({ kind: 'failed', count: 1 })
    expect(subtitle({ ...session, failedReplies: 0 }, false, ada)).toEqual({ kind: 'draft', text: 'Please' })
    const sent = { ...session, failedReplies: 0, drafts: { care: ' \u200b', staff: '\u2060' } }
    expect(subtitle(sent, false, ada)).toEqual({ kind: 'queued', count: 2 })
    expect(subtitle({ ...sent, queuedReplies: 0 }, false, ada)).toEqual({ kind: 'theirs', message: preview })
    expect(subtitle(testSession('s'), false, ada)).toEqual({ kind: 'empty' })
    const patient = { userId: maria, name: 'Maria', role: 'patient', triedToWriteAt: startMs } as const
    const tried = { preview, participants: [patient], drafts: { care: 'Please', staff: '' } }
    expect(subtitle(testSession('s', { ...tried, active: false }), false, ada)).toEqual({ kind: 'tried', at: startMs })
    expect(subtitle(testSession('s', tried), false, ada)).toEqual({ kind: 'draft', text: 'Please' })
  })

  it('has words for a message that has none: what it carries, or why its words are withheld', async () => {
    const { t } = await createStrings()
    const { name, mediaType } = aPicture
    const none = { text: '', withheld: null, files: [] }
    const line = (content: Partial<Parameters<typeof messageLine>[1]>) => messageLine(t, { ...none, ...content })
    expect(line({ files: [{ name, mediaType }] })).toBe('Picture: rash.jpg')
    expect(line({ text: 'My arm', files: [{ name, mediaType }] })).toBe('My arm')
    const letter = { name: 'letter.pdf', mediaType: 'application/pdf' }
    expect(line({ files: [letter, { name, mediaType }] })).toBe('File: letter.pdf and 1 more')
    expect(line({ files: [{ name: 'cough.ogg', mediaType: 'audio/ogg' }] })).toBe('Recording: cough.ogg')
    for (const text of blankTexts) expect(line({ text })).toBe('Blank message')
    expect(line({ text: '\u200b', files: [{ name, mediaType }] })).toBe('Picture: rash.jpg')
    expect(line({ withheld: 'redacted' })).toBe('This message was redacted.')
    expect(line({ withheld: 'encrypted' })).toBe('This message is encrypted for somebody else.')
  })

  it('never says more of an own message than is true', () => {
    const own = testSession('s', {
      preview: { senderId: ada, text: 'Rest', withheld: null, files: [], seq: 4, at: startMs },
      // What came after it is no message: that it is not read says nothing of this.
      heads: { care: 5, staff: 0 },
    })
    const marked = (deliveredUpTo: number, readUpTo: number) => ({
      ...own,
      reached: { ...own.reached, care: { deliveredUpTo, readUpTo, steps: [] } },
    })
    expect(subtitle(own, false, ada).kind).toBe('ownSent')
    expect(subtitle(marked(3, 3), false, ada).kind).toBe('ownSent')
    expect(subtitle(marked(4, 3), false, ada).kind).toBe('ownDelivered')
    expect(subtitle(marked(4, 4), false, ada).kind).toBe('ownRead')
  })
})
