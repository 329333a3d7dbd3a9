import { z } from 'zod'
import { clinicNameSchema, laterReasonsSchema } from '../model/clinic/clinicRules.ts'
import { waitsSchema } from '../model/clinic/waitTargets.ts'
import { clinicReplySchema } from '../model/replies/quickReply.ts'
import { nothing } from './inputs.ts'

/** Longest time for which a message can be taken back, in seconds. */
export const mostUndoSeconds = 10

/** `undoSeconds`: for so long a message that is sent lies here and can be taken back; 0: not at all. */
export const settingsSchema = z.object({
  colourScheme: z.enum(['system', 'light', 'dark']),
  undoSeconds: z.int().min(0).max(mostUndoSeconds).default(0),
})
export type Settings = z.infer<typeof settingsSchema>

/** The settings of a person who has set nothing. */
export const firstSettings: Settings = { colourScheme: 'system', undoSeconds: 0 }

/** The part of what the clinic has set that the screen shows by. */
export const clinicSettingsSchema = z.object({
  waits: waitsSchema,
  laterReasons: laterReasonsSchema,
  name: clinicNameSchema,
  replies: z.array(clinicReplySchema),
})
export type ClinicSettings = z.infer<typeof clinicSettingsSchema>

export const settingsCommands = {
  saveSettings: { input: settingsSchema, output: nothing },
} as const

export const settingsEvents = {
  settingsChanged: settingsSchema,
  clinicChanged: clinicSettingsSchema,
} as const
