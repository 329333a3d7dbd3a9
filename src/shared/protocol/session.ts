import { z } from 'zod'
import { sessionIdSchema } from '../model/ids.ts'
import { sessionSchema } from '../model/session.ts'

/** Sessions that are new to the receiver or changed (participants, patient, state), whole; and those that it may no longer see. */
export const sessionsChangedSchema = z.object({
  items: z.array(sessionSchema),
  removed: z.array(sessionIdSchema),
})
export type SessionsChanged = z.infer<typeof sessionsChangedSchema>
