/** Turning and mirroring of a picture as Exif counts it, from 1 (as it is) to 8. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

const orientations: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8]
const orientationTag = 0x0112
const bytesPerField = 12

/** Returns the orientation that a block of Exif (TIFF) gives; 1 where it gives none, or ends before it does. */
export function orientationIn(exif: Uint8Array): Orientation {
  const tiff = beginsWith(exif, 'Exif\0\0') ? exif.subarray(6) : exif
  const isLittle = beginsWith(tiff, 'II*\0')
  if (!isLittle && !beginsWith(tiff, 'MM\0*')) return 1
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  const directory = tiff.length < 8 ? tiff.length : view.getUint32(4, isLittle)
  if (directory + 2 > tiff.length) return 1
  const fields = Math.min(
    view.getUint16(directory, isLittle),
    Math.floor((tiff.length - directory - 2) / bytesPerField),
  )
  for (let field = 0; field < fields; field += 1) {
    const at = directory + 2 + field * bytesPerField
    if (view.getUint16(at, isLittle) !== orientationTag) continue
    const given = view.getUint16(at + 8, isLittle)
    return orientations.find((one) => one === given) ?? 1
  }
  return 1
}

/** Returns a block of Exif (TIFF) that says nothing but an orientation. */
export function exifOf(orientation: Orientation): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(
    ...[0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8],
    ...[0, 1],
    ...[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0],
    ...[0, 0, 0, 0],
  )
}

/** Returns whether width and height change places when a picture of this orientation is drawn upright. */
export function isTurned(orientation: Orientation): boolean {
  return orientation >= 5
}

/** Returns whether bytes begin with these characters, one byte each. */
export function beginsWith(bytes: Uint8Array, characters: string): boolean {
  for (let index = 0; index < characters.length; index += 1)
    if (bytes[index] !== characters.charCodeAt(index)) return false
  return true
}
