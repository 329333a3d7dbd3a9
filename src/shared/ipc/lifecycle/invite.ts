import { z } from 'zod'
import { instantMsSchema, sessionIdSchema, userIdSchema } from '../../model/ids.ts'

export const inviteCommands = {
  /**
   * Makes a link by which a patient of the session comes into it, once, in place of the earlier ones, and returns it this one time, with until when it
   * can be opened (relay time). Refused with `forbidden`, `notFound`, `sessionClosed`, or `offline` where no relay can be asked.
   */
  invitePatient: {
    input: z.object({ sessionId: sessionIdSchema, userId: userIdSchema, lifeMinutes: z.int().min(1) }),
    output: z.object({ url: z.url(), openUntil: instantMsSchema }),
  },
  /** Takes back the links of a patient into a session, opened or not; returns how many stood. Refused as `invitePatient`, but for `sessionClosed`. */
  revokeLinks: {
    input: z.object({ sessionId: sessionIdSchema, userId: userIdSchema }),
    output: z.object({ revoked: z.int().min(0) }),
  },
} as const
