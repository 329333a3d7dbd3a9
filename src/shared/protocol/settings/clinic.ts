import { z } from 'zod'
import { clinicFlagShape, mostClinicFlags } from '../../model/clinic/clinicFlags.ts'
import { clinicDocumentSchema, faultsOfRules } from '../../model/clinic/clinicRules.ts'
import { waitsShape } from '../../model/clinic/waitTargets.ts'
import { textBytes } from '../../model/text/messageText.ts'
import { acknowledgement } from '../acknowledgement.ts'
import { limits } from '../limits.ts'

const { version, laterReasons } = clinicDocumentSchema.shape

/**
 * Body of `PUT /api/clinic` (administrators): the rules, and the version that was read. A field that nobody knows is refused, as it may be a
 * phrase that somebody relies on.
 */
export const clinicPutSchema = z
  .strictObject({
    version,
    waits: z.strictObject(waitsShape),
    flags: z.array(z.strictObject(clinicFlagShape)).max(mostClinicFlags),
    laterReasons,
  })
  .superRefine((rules, context) => {
    // Looked at first: what follows takes as long as there is text.
    if (textBytes(JSON.stringify(rules)) > limits.clinicBytes)
      context.addIssue({ code: 'custom', message: `the rules are ${limits.clinicBytes} bytes of JSON at the most` })
    else for (const { path, message } of faultsOfRules(rules)) context.addIssue({ code: 'custom', path, message })
  })
export type ClinicPut = z.infer<typeof clinicPutSchema>

/** Asks for the rules of the clinic, where they are of another version than the one that is `held`. */
export const clinicReadSchema = z.object({ held: clinicDocumentSchema.shape.version.optional() })

/** `clinic`: null where `held` is the newest. */
export const clinicAnswerSchema = z.object({ clinic: clinicDocumentSchema.nullable() })
const clinicReadAckSchema = acknowledgement(clinicAnswerSchema.shape)

export const clinicUp = {
  'clinic:read': { payload: clinicReadSchema, ack: clinicReadAckSchema },
} as const

export const clinicDown = {
  'clinic:changed': z.object({ clinic: clinicDocumentSchema }),
} as const
