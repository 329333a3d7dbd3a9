/** The most that the text of one message may hold, in bytes of UTF-8. */
export const messageTextLimitBytes = 16 * 1024

const encoder = new TextEncoder()

/** The size of a text on the wire, in bytes of UTF-8. */
export function textBytes(text: string): number {
  return encoder.encode(text).byteLength
}

/** Returns where a text would have to end to be one message: an index into it, at the latest its length, which halves no character. */
export function messageTextEnd(text: string): number {
  return encoder.encodeInto(text, new Uint8Array(messageTextLimitBytes)).read
}
