import encodeQR from 'qr'

/** So many characters are drawn: more would make squares too small for a telephone across a desk. */
const mostCharacters = 1_500

/** Empty modules around the code, by which a reader finds it. */
const border = 4

/** A code as the path of its dark squares, in a square of `size` by `size`. */
export interface QrPath {
  readonly size: number
  readonly path: string
}

/** Returns the QR code of a text; null where the text is too long for one. The path has numbers and the letters M, h, v and z, and nothing of the text. */
export function qrPath(text: string): QrPath | null {
  if (text.length > mostCharacters) return null
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border })
  return { size: rows.length, path: rows.map((row, y) => rowPath(row, y)).join('') }
}

/** Each run of dark squares as one rectangle. */
function rowPath(row: readonly boolean[], y: number): string {
  let path = ''
  for (let x = 0; x < row.length; x++) {
    if (row[x] !== true) continue
    const from = x
    while (row[x + 1] === true) x++
    const length = x + 1 - from
    path += `M${from} ${y}h${length}v1h-${length}z`
  }
  return path
}
