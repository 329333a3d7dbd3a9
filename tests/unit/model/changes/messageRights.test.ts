import { expect, test } from 'vitest'
import { changeRefusal, type MessageSituation } from '../../../../src/shared/model/changes/messageRights.ts'

const own: MessageSituation = {
  ...{ isAuthor: true, role: 'clinician', isParticipant: true },
  ...{ isOpen: true, isFrozen: false, isRedacted: false },
}
const refusals = (at: Partial<MessageSituation>) =>
  (['edit', 'redaction', 'reaction'] as const).map((kind) => changeRefusal(kind, { ...own, ...at }))

test.each<[string, Partial<MessageSituation>, ReturnType<typeof refusals>]>([
  ['an own message', {}, [null, null, null]],
  ['the message of somebody else', { isAuthor: false }, ['notTheirs', 'notTheirs', null]],
  ['the same, for support that has joined', { isAuthor: false, role: 'support' }, ['notTheirs', null, null]],
  [
    'the same, for support that looks on',
    { isAuthor: false, role: 'support', isParticipant: false },
    ['looksOn', 'looksOn', 'looksOn'],
  ],
  [
    'the same, for an administrator who looks on',
    { isAuthor: false, role: 'admin', isParticipant: false },
    ['notTheirs', null, null],
  ],
  ['an own message in a dispute', { isFrozen: true }, ['frozen', 'frozen', null]],
  ['an own message in a closed session', { isOpen: false }, ['closed', null, 'closed']],
  ['the same, of a patient', { isOpen: false, role: 'patient' }, ['closed', 'closed', 'closed']],
  ['a message that was redacted', { isRedacted: true }, ['redacted', 'redacted', 'redacted']],
])('%s', (_, at, expected) => {
  expect(refusals(at)).toEqual(expected)
})
