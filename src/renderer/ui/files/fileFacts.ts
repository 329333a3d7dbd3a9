/** Kind of a file, by which it is shown. `picture`: this screen can draw it. */
export type FileKind = 'picture' | 'recording' | 'pdf' | 'document'

const drawn = /^image\/(png|jpeg|gif|webp|avif)$/

export function fileKindOf(mediaType: string): FileKind {
  if (drawn.test(mediaType)) return 'picture'
  if (mediaType.startsWith('audio/')) return 'recording'
  return mediaType === 'application/pdf' ? 'pdf' : 'document'
}

/** Returns the size of a file as people say it: `12 kB`, `3.4 MB`. */
export function bytesText(bytes: number, language: string): string {
  const number = (value: number, digits: number) =>
    value.toLocaleString(language, { maximumFractionDigits: digits, minimumFractionDigits: 0 })
  if (bytes < 1_000) return `${number(bytes, 0)} B`
  if (bytes < 1_000_000) return `${number(bytes / 1_000, 0)} kB`
  return `${number(bytes / 1_000_000, 1)} MB`
}

/** Returns the kind of a file in capitals, by its ending: `PDF`, `JPG`. */
export function endingText(name: string): string {
  const ending = /\.([^.]{1,5})$/.exec(name)?.[1]
  return ending === undefined ? '' : ending.toUpperCase()
}
