import type { ContentEncoding } from '../../src/shared/model/entry.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import { cleanHtml, posesAsSystem } from './cleanText.ts'
import type { TextTreatment } from './sessionUseCases.ts'

/**
 * The text as it is to be stored. Encrypted texts, and all texts of ways in that ask for nothing, are given back byte for
 * byte. Throws `FailureError('invalid')` for a text that poses as the system's, or of which cleaning leaves nothing.
 */
export function treatText(
  message: { readonly text: string; readonly contentEncoding?: ContentEncoding | undefined },
  treatment: TextTreatment | undefined,
): string {
  const { text, contentEncoding } = message
  if (!treatment?.cleanHtml || contentEncoding === 'encrypted') return text
  const clean = cleanHtml(text)
  if (text.trim().length > 0 && clean === '') throw new FailureError('invalid', 'Message content is required')
  if (posesAsSystem(clean)) throw new FailureError('invalid', 'Messages of the system cannot be sent by its users.')
  return clean
}
