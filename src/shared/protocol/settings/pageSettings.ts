import { z } from 'zod'

/**
 * Settings of the patient's page that a clinic decides. `reopening`: how a page that is opened without its link comes back into
 * the visit that was last open on the device: to whoever knows the patient's date of birth, or by the link only.
 */
export const pageSettingsSchema = z.object({
  emergencyPhone: z.string().optional(),
  clinicPhone: z.string().optional(),
  reopening: z.enum(['birth-date', 'link']).default('birth-date'),
})
export type PageSettings = z.infer<typeof pageSettingsSchema>

/** The name of the `meta` element by which the page is given them, as JSON. */
export const pageSettingsName = 'rounds-settings'
