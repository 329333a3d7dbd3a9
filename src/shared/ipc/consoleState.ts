import { z } from 'zod'
import { failureSchema } from '../model/failure.ts'
import { presenceSchema } from '../model/presence.ts'
import { accountSchema } from './account.ts'
import { nothing } from './inputs.ts'
import { linkSchema } from './link.ts'
import { pendingAmendmentSchema, pendingMessageSchema } from './message.ts'
import { sessionSummarySchema } from './session.ts'
import { clinicSettingsSchema, settingsSchema } from './settings.ts'
import { typingNoticeSchema } from './typing.ts'
import { workspaceSchema } from './workspace.ts'

/** Everything the renderer needs to draw its first screen; afterwards the events keep it true. */
export const consoleStateSchema = z.object({
  account: accountSchema,
  link: linkSchema,
  sessions: z.array(sessionSummarySchema),
  pending: z.array(pendingMessageSchema),
  amending: z.array(pendingAmendmentSchema),
  typing: z.array(typingNoticeSchema),
  presence: z.array(presenceSchema),
  settings: settingsSchema,
  clinic: clinicSettingsSchema,
  workspace: workspaceSchema,
  /** The failure of this workstation (a full disk, a lost key), until it is mended. */
  trouble: failureSchema.nullable(),
})
export type ConsoleState = z.infer<typeof consoleStateSchema>

export const consoleCommands = {
  readConsole: { input: nothing, output: consoleStateSchema },
  /** The answer to `closingStarted`: what this page had to save has been saved. */
  handedOver: { input: nothing, output: nothing },
} as const

export const consoleEvents = {
  troubleChanged: z.object({ trouble: failureSchema.nullable() }),
  /** The console is about to end, and waits a moment for what was typed and is not saved. */
  closingStarted: nothing,
} as const
