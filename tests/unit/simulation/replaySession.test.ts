import { expect, test } from 'vitest'
import { replaySessionOf } from '../../../simulation/replay/replaySession.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { patientSchema } from '../../../src/shared/model/session.ts'

test('the first 208 recorded patients have different names and can be taken by the relay', () => {
  const sessions = Array.from({ length: 208 }, (_, index) =>
    replaySessionOf({ id: patientIdOf(index), complaint: '', turns: [] }, index),
  )
  expect(new Set(sessions.map(({ patient }) => patient.name)).size).toBe(208)
  for (const { patient } of sessions) expect(() => patientSchema.parse(patient)).not.toThrow()
})

function patientIdOf(index: number) {
  return sessionIdSchema.parse(`day-${index}`)
}
