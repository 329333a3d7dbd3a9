import { z } from 'zod'
import { entrySchema } from '../entry.ts'
import { instantMsSchema, upToSchema } from '../ids.ts'
import { participantSchema, patientSchema, sessionSchema } from '../session.ts'
import { threadSchema } from '../thread.ts'

/** Name of the form, by which a file says what it is. */
export const recordFormat = 'rounds-session-record'

/** Version of the form of a record. A reader refuses a later one: what it does not know it cannot check. */
export const recordVersion = 1

const personSchema = participantSchema.pick({ userId: true, name: true, role: true })

/** A thread of a record: every entry of it from 1 to `entries` is in the record. */
const recordedThreadSchema = z.object({ thread: threadSchema, entries: upToSchema })

/** Head of a record: of which session and patient it is, who took it and when. */
export const recordHeaderSchema = z.object({
  session: sessionSchema.pick({
    id: true,
    kind: true,
    active: true,
    createdAt: true,
    expiresAt: true,
    claimedBy: true,
  }),
  patient: patientSchema.optional(),
  participants: z.array(personSchema),
  /**
   * `at`: by the relay's clock. `isFromRelay`: the relay said how far the threads go; else it could not be reached, everything was on the
   * workstation, and what the relay took in since it was last reached is not in the record.
   */
  exported: z.object({ at: instantMsSchema, by: personSchema, isFromRelay: z.boolean() }),
  threads: z.array(recordedThreadSchema).min(1),
})
export type RecordHeader = z.infer<typeof recordHeaderSchema>

/** A SHA-256, in lower-case hexadecimal digits. */
export const recordHashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'a hash is 64 lower-case hexadecimal digits')

/** An entry as it was logged, and the hash of everything up to and including it. */
export const recordLinkSchema = z.object({ entry: entrySchema, hash: recordHashSchema })
export type RecordLink = z.infer<typeof recordLinkSchema>

/** The end of the chain: how many links there are, and the last hash. */
export interface RecordHead {
  readonly entries: number
  readonly hash: string
}
