import { expect, it } from 'vitest'
import { createInternedParticipants } from '../../../../relay/sessions/cache/internParticipants.ts'
import type { SessionRecord } from '../../../../relay/store/sessions/sessionRecord.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { sessionRecord } from '../../../support/relay/sessionRecord.ts'

type Participant = SessionRecord['participants'][number]

const anna = (): Participant => ({ userId: userIdSchema.parse('anna'), name: 'Dr Anna', role: 'clinician' })
const record = (participants: readonly Participant[]) => sessionRecord({ participants })

it('keeps someone who is in two sessions once', () => {
  const participants = createInternedParticipants()
  const [first] = participants.intern(record([anna()])).participants
  const [second] = participants.intern(record([anna()])).participants
  expect(second).toBe(first)
})

it('leaves a record as it was read', () => {
  const participants = createInternedParticipants()
  participants.intern(record([anna()]))
  const read = record([{ ...anna(), role: 'support' }, { ...anna(), name: 'Dr Anna B.' }, anna()])
  expect(participants.intern(read)).toEqual(read)
})

it('shares nothing with those it has forgotten', () => {
  const participants = createInternedParticipants()
  const [first] = participants.intern(record([anna()])).participants
  participants.clear()
  const [second] = participants.intern(record([anna()])).participants
  expect(second).not.toBe(first)
  expect(second).toEqual(first)
})
