import { z } from 'zod'

/** What the host can do. The renderer asks for these, never for the host's name. */
export const capabilitiesSchema = z.object({
  /** What protects the key of the database: the operating system's key store, or only the permissions of a file. */
  keyProtection: z.enum(['operatingSystem', 'fileOnly']),
})
export type Capabilities = z.infer<typeof capabilitiesSchema>
