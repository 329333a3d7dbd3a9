/** A part of a content, by its first and last byte. */
export interface ContentRange {
  readonly start: number
  readonly end: number
}

/**
 * The part of a content of `bytes` bytes that a `Range` header asks for; `unsatisfiable` for one that begins behind its end.
 * Undefined where the whole is to be sent: without a header, and for one of another form or with several parts, as RFC 9110
 * leaves it to the server.
 */
export function readRange(header: string | undefined, bytes: number): ContentRange | 'unsatisfiable' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return undefined
  // Without a beginning it is the last so many bytes.
  const start = from === '' ? Math.max(0, bytes - Number(to)) : Number(from)
  const end = from === '' || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1)
  if (from !== '' && to !== '' && Number(to) < start) return undefined
  return start >= bytes ? 'unsatisfiable' : { start, end }
}
