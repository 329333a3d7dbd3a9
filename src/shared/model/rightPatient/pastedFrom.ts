import type { SessionId } from '../ids.ts'

/** A text that was copied out of somebody's conversation. */
export interface CopiedText {
  readonly sessionId: SessionId
  readonly text: string
}

/** Length of the shortest line that says where it comes from, in characters. */
const tellingLength = 8

/**
 * Returns the text that was copied elsewhere and still stands in this one, or a line of it, if any. `pasted` is what was pasted into it from the
 * conversations of others.
 */
export function pastedFrom(text: string, pasted: readonly CopiedText[]): CopiedText | null {
  const stands = (copied: CopiedText) =>
    linesOf(copied.text).some((line) => line.length >= tellingLength && text.includes(line))
  return pasted.findLast(stands) ?? null
}

/** Returns where a text that is being pasted was copied, newest first; null where it comes from none of these. */
export function originOf(text: string, copies: readonly CopiedText[]): CopiedText | null {
  const sought = linesOf(text).join('\n')
  return copies.findLast((copied) => linesOf(copied.text).join('\n') === sought) ?? null
}

/** The lines in which there is something to see, without white space around them: a clipboard may break lines in its own way. */
function linesOf(text: string): string[] {
  return text
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
