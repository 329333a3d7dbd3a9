import type { Attachment } from '../../src/shared/model/attachment.ts'
import type { MessageBody } from '../../src/shared/model/entry.ts'
import { cleanHtml } from '../sessions/cleanText.ts'

/**
 * A text as clients get it that may show it as HTML: without markup. What they send is cleaned when it comes; consoles and the
 * patient's page, and whoever says that a text is encrypted, send what they like.
 */
export function shownText(text: string): string {
  return /[<&]/.test(text) ? cleanHtml(text) : text
}

/** Attachments by such names. */
export function shownFiles({ attachments = [] }: MessageBody): readonly Attachment[] {
  return attachments.map((attachment) => ({ ...attachment, name: shownText(attachment.name) }))
}

/**
 * What a message says to those whose protocol has no field for attachments: its words, then a line with the name of each file, so
 * that nobody takes a picture for an empty message or overlooks that there was one. `text` is what it says now.
 */
export function withNamedFiles(body: MessageBody, text: string): string {
  const names = shownFiles(body).map(({ name }) => `[${name}]`)
  return [shownText(text), ...names].filter((line) => line !== '').join('\n')
}
