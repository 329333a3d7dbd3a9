import { describe, expect, it } from 'vitest'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { findReplies } from '../../../../src/shared/model/replies/findReplies.ts'
import { type ClinicReply, ownReplySchema, stampReplies } from '../../../../src/shared/model/replies/quickReply.ts'
import { replyValues } from '../../../../src/shared/model/replies/replyValues.ts'

const ada = userIdSchema.parse('ada')
const own = (name: string, text: string) => ({ id: name, name, text, version: 1 })
const clinics = (name: string, text: string): ClinicReply => ({
  ...own(name, text),
  ...{ changedAt: 5, changedBy: ada },
})

describe('a quick reply', () => {
  it.each([
    ['no name', { name: ' \u200B' }],
    ['a name that is too long', { name: 'a'.repeat(61) }],
    ['nothing to see in it', { text: ' \n' }],
    ['more than a message', { text: 'ü'.repeat(8_193) }],
    ['an id of its own making', { id: 'a b' }],
  ])('is none with %s', (_what, different) => {
    expect(ownReplySchema.safeParse({ ...own('photo', 'Send a photo'), ...different }).success).toBe(false)
  })

  it.each(['présion', 'давление', 'ضغط الدم', '血压', '🙂 thanks'])('has a name in any script: %s', (name) => {
    expect(ownReplySchema.parse(own('a', 'text')) && ownReplySchema.parse({ ...own('a', 'text'), name }).name).toBe(
      name,
    )
  })

  it('is found by its name before its text, the own before the clinic’s, whatever the accents', () => {
    const replies = {
      own: [own('Foto', 'in daylight'), own('rest', 'take a photo of it')],
      clinic: [clinics('photo', 'of the clinic'), clinics('Phótograph', 'x'), clinics('my photo', 'x')],
    }
    expect(findReplies(replies, 'photo').map(({ key }) => key)).toEqual([
      ...['clinic-photo', 'clinic-Phótograph', 'clinic-my photo', 'own-rest'],
    ])
    expect(findReplies(replies, '').map(({ key }) => key)).toHaveLength(5)
    expect(findReplies(replies, '')[0]?.key).toBe('own-Foto')
    expect(findReplies(replies, 'nothing like it')).toEqual([])
  })

  it('of a clinic keeps its version until its name or its text is another', () => {
    const before = [clinics('photo', 'Send a photo'), clinics('rest', 'Rest')]
    const changed = { changedAt: 9, changedBy: userIdSchema.parse('bea') }
    const written = [own('photo', 'Send a photo'), own('rest', 'Rest well'), own('new', 'New')]
    expect(stampReplies(before, written, changed)).toEqual([
      before[0],
      { ...own('rest', 'Rest well'), version: 2, ...changed },
      { ...own('new', 'New'), version: 1, ...changed },
    ])
  })
})

it('what is known is filled in, and what is not stays to be asked for', () => {
  const nowMs = new Date(2026, 11, 1, 9, 5).getTime()
  const subject = { patient: 'Ann Aare', firstName: 'Ann', me: 'Dr Okafor', clinic: '', nowMs, language: 'en-GB' }
  const values = replyValues(subject)
  expect(Object.fromEntries(values)).toEqual({
    ...{ patient: 'Ann Aare', 'first name': 'Ann', me: 'Dr Okafor' },
    ...{ date: '1 December 2026', time: '09:05', weekday: 'Tuesday' },
  })
})
