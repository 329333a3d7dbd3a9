import { z } from 'zod'
import { nothing } from './inputs.ts'

export const settingsSchema = z.object({
  colourScheme: z.enum(['system', 'light', 'dark']),
})
export type Settings = z.infer<typeof settingsSchema>

export const settingsCommands = {
  saveSettings: { input: settingsSchema, output: nothing },
} as const

export const settingsEvents = {
  settingsChanged: settingsSchema,
} as const
