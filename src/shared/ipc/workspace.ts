import { z } from 'zod'
import { nothing } from './inputs.ts'

/** Open tabs and their places: the renderer's own layout, stored unread; null before the first. */
export const workspaceSchema = z.json()
export type Workspace = z.infer<typeof workspaceSchema>

export const workspaceCommands = {
  saveWorkspace: { input: z.object({ workspace: workspaceSchema }), output: nothing },
} as const
