import { z } from 'zod'
import { instantMsSchema, userIdSchema } from './ids.ts'

/** The newest link by which a patient comes into a session: until when it can be opened (relay time), whether a page has it, and whether it was taken back. */
export const patientLinkSchema = z.object({
  userId: userIdSchema,
  openUntil: instantMsSchema,
  opened: z.boolean(),
  revoked: z.boolean(),
})
export type PatientLink = z.infer<typeof patientLinkSchema>

/**
 * Reach of a message to somebody who has this link and nothing else: it is read, as soon as it is opened, or not at all.
 */
export type LinkReach = 'inForce' | 'notOpened' | 'ranOut' | 'takenBack'

/** Returns the reach of a link now, by the relay's clock. One that was opened stays in force until it is revoked. */
export function linkReach({ openUntil, opened, revoked }: PatientLink, relayNowMs: number): LinkReach {
  if (revoked) return 'takenBack'
  if (opened) return 'inForce'
  return openUntil <= relayNowMs ? 'ranOut' : 'notOpened'
}
