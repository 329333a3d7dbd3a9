import { z } from 'zod'
import { colleagueRoleSchema, colleagueSchema, mostColleagueText } from '../../model/colleague.ts'

export const colleagueCommands = {
  /**
   * Finds colleagues by the words of their names, all by none: who is there first. `hasMore`: more of the name is needed to see the others. Needs a live
   * connection, `offline` without; `forbidden` for who is not of the staff.
   */
  findColleagues: {
    input: z.object({ text: z.string().max(mostColleagueText), role: colleagueRoleSchema.optional() }),
    output: z.object({ items: z.array(colleagueSchema), hasMore: z.boolean() }),
  },
} as const
