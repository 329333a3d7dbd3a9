import { z } from 'zod'
import { colleagueRoleSchema, colleagueSchema, mostColleagueText } from '../../model/colleague.ts'
import { acknowledgement } from '../acknowledgement.ts'

/**
 * Finds colleagues by the words of their names or ids, all of them by none: those who are there first, each kind by name. `page`: that of the answer
 * before. For the staff.
 */
const colleaguesFindSchema = z.object({
  text: z.string().max(mostColleagueText),
  role: colleagueRoleSchema.optional(),
  page: z
    .string()
    .regex(/^\d{1,9}$/, 'a page is one that the answer before has given')
    .optional(),
})
export type ColleaguesFind = z.infer<typeof colleaguesFindSchema>

/** `page`: there are more. Who comes or goes between two pages may be in both, or in none. */
const colleaguesFindAckSchema = acknowledgement({ items: z.array(colleagueSchema), page: z.string().optional() })

export const colleaguesUp = {
  'colleagues:find': { payload: colleaguesFindSchema, ack: colleaguesFindAckSchema },
} as const
