import { z } from 'zod'

/** Abilities of the host. The renderer asks for these, never for the host's name. */
export const capabilitiesSchema = z.object({
  /** Protection of the database's key: the operating system's key store, or only the permissions of a file. */
  keyProtection: z.enum(['operatingSystem', 'fileOnly']),
})
export type Capabilities = z.infer<typeof capabilitiesSchema>
