import { createHash } from 'node:crypto'
import { z } from 'zod'
import { entrySchema } from '../../src/shared/model/entry.ts'
import { attachmentSchema } from '../../src/shared/model/files/attachment.ts'
import { instantMsSchema } from '../../src/shared/model/ids.ts'
import { sessionSchema } from '../../src/shared/model/session.ts'
import { nextTurnOfLoop } from '../sessions/sync/pause.ts'

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

/** So much of an export is hashed or written at once, in UTF-16 units; what others ask for is taken in before the next. */
const pieceLength = 64 * 1024

/** The export with the hash of what is in it. */
export async function sealExport(content: Omit<SessionExport, 'sha256'>): Promise<SessionExport> {
  return { ...content, sha256: await hashOf(content) }
}

/** Returns whether the content is what was exported. */
export async function isIntact({ sha256, ...content }: SessionExport): Promise<boolean> {
  return (await hashOf(content)) === sha256
}

async function hashOf(content: object): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of exportPieces(content)) hash.update(piece)
  return hash.digest('hex')
}

/** The JSON of an export without white space, with the names of fields in order, piece by piece, each in a turn of its own. */
export async function* exportPieces(value: object): AsyncGenerator<string> {
  let piece = ''
  for (const part of partsOf(value)) {
    piece += part
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
    // A line that takes all that it is given would have the whole of it written at once.
    await nextTurnOfLoop()
  }
  if (piece !== '') yield piece
}

/** Yields the members of lists, of which some are long, one by one. */
function* partsOf(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    let before = '['
    for (const item of value) {
      yield before + JSON.stringify(inOrder(item))
      before = ','
    }
    yield before === '[' ? '[]' : ']'
  } else if (typeof value === 'object' && value !== null) {
    let before = '{'
    for (const [name, field] of fieldsInOrder(value)) {
      yield `${before}${JSON.stringify(name)}:`
      yield* partsOf(field)
      before = ','
    }
    yield before === '{' ? '{}' : '}'
  } else yield JSON.stringify(value)
}

function fieldsInOrder(value: object): [string, unknown][] {
  const fields: [string, unknown][] = Object.entries(value).filter(([, field]) => field !== undefined)
  return fields.sort(([a], [b]) => (a < b ? -1 : 1))
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(fieldsInOrder(value).map(([name, field]) => [name, inOrder(field)]))
}
