import { messageTextLimitBytes, textBytes } from '../../../shared/model/text/messageText.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'

/** Size of a text beside the limit of one message. `empty`: there is nothing to see in it. */
export type TextSize =
  | { readonly kind: 'empty' }
  | { readonly kind: 'fits' }
  | { readonly kind: 'near'; readonly bytes: number }
  | { readonly kind: 'over'; readonly bytes: number }

/** From this share of the limit on, the size is worth showing. */
const nearShare = 0.9

/** Judges the size of a text; counts bytes only where a text can be near the limit, as it runs on every key. */
export function judgeSize(text: string): TextSize {
  if (!hasVisibleText(text)) return { kind: 'empty' }
  const nearBytes = messageTextLimitBytes * nearShare
  if (text.length * 3 < nearBytes) return { kind: 'fits' }
  const bytes = textBytes(text)
  if (bytes > messageTextLimitBytes) return { kind: 'over', bytes }
  return bytes >= nearBytes ? { kind: 'near', bytes } : { kind: 'fits' }
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
