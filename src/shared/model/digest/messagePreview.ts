import { z } from 'zod'
import type { Entry } from '../entry.ts'
import { instantMsSchema, seqSchema, userIdSchema } from '../ids.ts'
import { fileLabelSchema, viewMessage, withheldOf, withheldSchema } from '../messageView.ts'
import { fromFirstVisible } from '../text/visibleText.ts'

const previewCharacters = 160

/** A message as a list shows it: its text shortened to one line, or why that is withheld, and the files that it carries. */
export const messagePreviewSchema = z.object({
  senderId: userIdSchema,
  text: z.string(),
  withheld: withheldSchema.nullable(),
  files: z.array(fileLabelSchema),
  seq: seqSchema,
  at: instantMsSchema,
})
export type MessagePreview = z.infer<typeof messagePreviewSchema>

/** Returns how a list shows a message, after these amendments of it; undefined for another entry. */
export function previewOf(entry: Entry, amendments: readonly Entry[] = []): MessagePreview | undefined {
  const { body, senderId, seq, at } = entry
  if (body.kind !== 'message') return undefined
  const view = viewMessage({ senderId, seq, body }, amendments)
  const withheld = withheldOf(view)
  const files = view.files.map(({ name, mediaType }) => ({ name, mediaType }))
  return { senderId, text: withheld === null ? oneLine(view.text) : '', withheld, files, seq, at }
}

function oneLine(text: string): string {
  const line = fromFirstVisible(text)
    .slice(0, previewCharacters * 4)
    .replace(/\s+/g, ' ')
    .trim()
  const characters = [...line]
  return characters.length > previewCharacters ? `${characters.slice(0, previewCharacters - 1).join('')}…` : line
}
