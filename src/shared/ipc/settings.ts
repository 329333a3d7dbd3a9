import { z } from 'zod'
import { laterReasonsSchema } from '../model/clinic/clinicRules.ts'
import { waitsSchema } from '../model/clinic/waitTargets.ts'
import { nothing } from './inputs.ts'

export const settingsSchema = z.object({
  colourScheme: z.enum(['system', 'light', 'dark']),
})
export type Settings = z.infer<typeof settingsSchema>

/** The part of what the clinic has set that the screen shows by. */
export const clinicSettingsSchema = z.object({ waits: waitsSchema, laterReasons: laterReasonsSchema })
export type ClinicSettings = z.infer<typeof clinicSettingsSchema>

export const settingsCommands = {
  saveSettings: { input: settingsSchema, output: nothing },
} as const

export const settingsEvents = {
  settingsChanged: settingsSchema,
  clinicChanged: clinicSettingsSchema,
} as const
