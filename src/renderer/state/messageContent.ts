import type { TFunction } from 'i18next'
import type { Attachment } from '../../shared/model/files/attachment.ts'
import { type FileLabel, type MessageView, type Withheld, withheldOf } from '../../shared/model/messageView.ts'
import { hasVisibleText } from '../../shared/model/text/visibleText.ts'

/** Visible content of a message. */
export interface MessageContent {
  /** The newest version; empty where it is withheld. */
  readonly text: string
  /** Reason why the text cannot be shown. */
  readonly withheld: Withheld | null
  readonly files: readonly Attachment[]
}

/** Returns what is to be seen of a message as it stands now. */
export function contentOf(view: MessageView): MessageContent {
  const withheld = withheldOf(view)
  return { text: withheld === null ? view.text : '', withheld, files: view.files }
}

/**
 * Returns one line for a message: its text, why that is withheld, or where there is none the name of what it carries, or that it is
 * blank: relays of before took texts of which nothing can be seen.
 */
export function messageLine(
  t: TFunction,
  { text, withheld, files }: Pick<MessageContent, 'text' | 'withheld'> & { readonly files: readonly FileLabel[] },
): string {
  if (withheld !== null) return t(`conversation.${withheld}`)
  const [first] = files
  if (hasVisibleText(text)) return text
  if (!first) return t('conversation.blank')
  const name = fileLine(t, first)
  return files.length === 1 ? name : t('conversation.file.more', { name, count: files.length - 1 })
}

/** Returns the kind of a file, and its name. */
export function fileLine(t: TFunction, { name, mediaType }: FileLabel): string {
  return t(`conversation.file.${fileKind(mediaType)}`, { name })
}

function fileKind(mediaType: string): 'picture' | 'recording' | 'document' {
  if (mediaType.startsWith('image/')) return 'picture'
  return mediaType.startsWith('audio/') ? 'recording' : 'document'
}
