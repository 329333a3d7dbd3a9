import { z } from 'zod'
import { ringSchema } from '../../model/clinic/ringing.ts'

export const ringingDown = {
  /** Rings for patients whom nobody has taken, for the staff of their sessions. It is not repeated to who was not there: the next one is. */
  rings: z.object({ items: z.array(ringSchema) }),
} as const
