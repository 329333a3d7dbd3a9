import type { MessageBody } from '../../../src/shared/model/entry.ts'

/**
 * Returns the text of a message for those whose protocol has no field for attachments: its words, then a line with the name of
 * each file, so that nobody takes a picture for an empty message or overlooks that there was one. `text` is its present text.
 */
export function withNamedFiles({ attachments = [] }: MessageBody, text: string): string {
  return [text, ...attachments.map(({ name }) => `[${name}]`)].filter((line) => line !== '').join('\n')
}
