/** A content that a host may give to its page. */
export interface SharedContent {
  readonly name: string
  readonly mediaType: string
  readonly bytes: number
  /** Reads it, or the bytes from `start` up to and without `end`. Throws where it is gone meanwhile. */
  readonly read: (part?: { readonly start: number; readonly end: number }) => AsyncIterable<Uint8Array>
}
