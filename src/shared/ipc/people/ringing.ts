import { z } from 'zod'
import { ringSchema } from '../../model/clinic/ringing.ts'

export const ringingEvents = {
  /** It is rung for patients whom nobody has taken. Whether that still holds, the sessions say. */
  ringsChanged: z.object({ items: z.array(ringSchema) }),
} as const
