import { createHash } from 'node:crypto'
import { z } from 'zod'
import { attachmentSchema } from '../../src/shared/model/attachment.ts'
import { entrySchema } from '../../src/shared/model/entry.ts'
import { instantMsSchema } from '../../src/shared/model/ids.ts'
import { sessionSchema } from '../../src/shared/model/session.ts'

/** A session with everything that was said in it, as it is handed to a patient, a court or another system. */
export const sessionExportSchema = z.object({
  format: z.literal('rounds-session-export'),
  version: z.literal(1),
  exportedAt: instantMsSchema,
  session: sessionSchema,
  threads: z.object({ care: z.array(entrySchema), staff: z.array(entrySchema) }),
  attachments: z.array(attachmentSchema),
  /** SHA-256, hex, of everything else: JSON without white space, with the names of fields in order. */
  sha256: z.string(),
})
export type SessionExport = z.infer<typeof sessionExportSchema>

/** The export with the hash of what is in it. */
export function sealExport(content: Omit<SessionExport, 'sha256'>): SessionExport {
  return { ...content, sha256: hashOf(content) }
}

/** Whether the content is what was exported. */
export function isIntact({ sha256, ...content }: SessionExport): boolean {
  return hashOf(content) === sha256
}

function hashOf(content: object): string {
  return createHash('sha256')
    .update(JSON.stringify(inOrder(content)))
    .digest('hex')
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, field]) => [name, inOrder(field)]))
}
