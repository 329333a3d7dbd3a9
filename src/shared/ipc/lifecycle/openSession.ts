import { z } from 'zod'
import { sessionIdSchema, userIdSchema } from '../../model/ids.ts'
import { patientSchema, sessionKindSchema } from '../../model/session.ts'

export const openingCommands = {
  /**
   * Opens a session of a new patient for this person, and returns once the relay has stored it. `id` is a UUID, version 7: the same for the same
   * patient, however often it has to be asked for. Nothing is queued: `offline` or `timeout` where no relay answered, after which it may have been done.
   */
  openSession: {
    input: z.object({ id: sessionIdSchema, kind: sessionKindSchema, patient: patientSchema }),
    output: z.object({ sessionId: sessionIdSchema, patientId: userIdSchema }),
  },
} as const
