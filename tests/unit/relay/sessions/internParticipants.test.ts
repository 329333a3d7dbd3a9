import { expect, it } from 'vitest'
import { createParticipantPool } from '../../../../relay/sessions/cache/internParticipants.ts'
import type { SessionRecord } from '../../../../relay/store/sessions/sessionRecord.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { sessionRecord } from '../../../support/relay/sessionRecord.ts'

type Participant = SessionRecord['participants'][number]

const anna = (): Participant => ({ userId: userIdSchema.parse('anna'), name: 'Dr Anna', role: 'clinician' })
const record = (participants: readonly Participant[]) => sessionRecord({ participants })

it('keeps someone who is in two sessions once', () => {
  const pool = createParticipantPool()
  const [first] = pool.share(record([anna()])).participants
  const [second] = pool.share(record([anna()])).participants
  expect(second).toBe(first)
})

it('leaves a record as it was read', () => {
  const pool = createParticipantPool()
  pool.share(record([anna()]))
  const read = record([{ ...anna(), role: 'support' }, { ...anna(), name: 'Dr Anna B.' }, anna()])
  expect(pool.share(read)).toEqual(read)
})

it('shares nothing with those it was told to forget', () => {
  const pool = createParticipantPool()
  const [first] = pool.share(record([anna()])).participants
  pool.clear()
  const [second] = pool.share(record([anna()])).participants
  expect(second).not.toBe(first)
  expect(second).toEqual(first)
})
