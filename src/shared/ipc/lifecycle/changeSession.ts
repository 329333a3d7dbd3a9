import { z } from 'zod'
import { entryIdSchema, sessionIdSchema } from '../../model/ids.ts'
import { sessionChangeSchema } from '../../model/lifecycle/sessionChange.ts'
import { nothing } from '../inputs.ts'

export const changeCommands = {
  /**
   * Changes a session, and returns once the relay has stored it. `id` is that of the entry that records it: the same for the same change,
   * however often it has to be asked for. Nothing is queued: `offline` where no relay can be asked, `timeout` where none answered, after
   * which it may have been done.
   */
  changeSession: {
    input: z.object({ id: entryIdSchema, sessionId: sessionIdSchema, change: sessionChangeSchema }),
    output: nothing,
  },
} as const
