import { messageTextEnd, messageTextLimitBytes, textBytes } from '../../../shared/model/text/messageText.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'

/**
 * Size of a text beside the limit of one message. `empty`: there is nothing to see in it. `near`: about so many characters `left` of the kind
 * that it is written in. `over`: so many characters after `endsAt`, an index into it, are `excess`.
 */
export type TextSize =
  | { readonly kind: 'empty' }
  | { readonly kind: 'fits' }
  | { readonly kind: 'near'; readonly left: number }
  | { readonly kind: 'over'; readonly endsAt: number; readonly excess: number }

/** From this share of the limit on, the size is worth showing. */
const nearShare = 0.9

/** Judges the size of a text; counts bytes only where a text can be near the limit, as it runs on every key. */
export function judgeSize(text: string): TextSize {
  if (!hasVisibleText(text)) return { kind: 'empty' }
  const nearBytes = messageTextLimitBytes * nearShare
  if (text.length * 3 < nearBytes) return { kind: 'fits' }
  const endsAt = messageTextEnd(text)
  if (endsAt < text.length) return { kind: 'over', endsAt, excess: countCharacters(text, endsAt) }
  const bytes = textBytes(text)
  const bytesEach = bytes / countCharacters(text, 0)
  return bytes >= nearBytes
    ? { kind: 'near', left: Math.floor((messageTextLimitBytes - bytes) / bytesEach) }
    : { kind: 'fits' }
}

function countCharacters(text: string, from: number): number {
  let count = 0
  for (let at = from; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) count += 1
  return count
}

/** Returns the composer's text when `sent` comes back: before what was typed meanwhile. */
export function textGivenBack(sent: string, current: string): string {
  return current === '' ? sent : `${sent}\n${current}`
}

/** After a change of tab, an Enter this soon may have been meant for the other patient. */
export const strayEnterMs = 1_000

/** Returns whether Enter sends: not right after this session came to the screen, unless its text was typed since. */
export function mayEnterSend(shownAtMs: number, typedSinceShown: boolean, nowMs: number): boolean {
  return typedSinceShown || nowMs - shownAtMs >= strayEnterMs
}
