import { z } from 'zod'
import { sessionIdSchema } from '../model/ids.ts'
import { nothing } from './inputs.ts'

/** Open tabs and their places: the renderer's own layout, stored unread; null before the first. */
export const workspaceSchema = z.json()
export type Workspace = z.infer<typeof workspaceSchema>

export const workspaceCommands = {
  /** `openSessions`: those that have a tab. What is held of a session for its tab alone is forgotten once it is not among them. */
  saveWorkspace: {
    input: z.object({ workspace: workspaceSchema, openSessions: z.array(sessionIdSchema) }),
    output: nothing,
  },
} as const
