import { isMoving, uprightSizeOf } from '../shared/model/files/metadata/cleanPicture.ts'
import { pictureLimitPixels } from '../shared/model/files/pictureSize.ts'

/** Longest side, in pixels, of a picture that is sent: of larger ones nobody sees more on a screen, and they wait on slow lines. */
export const longestSidePx = 2_560
/** Quality at which a photo is written anew, from 0 to 1: a rash, or the small print of a box, loses nothing that is seen. */
const jpegQuality = 0.88

/** Types that are written anew as they were. All others that the browser can draw become photos. */
const keptTypes: Readonly<Record<string, string>> = { 'image/png': 'image/png', 'image/webp': 'image/webp' }

/**
 * Draws a picture anew, upright and at most `longestSidePx` long. `always`: also one that is not too large. Undefined where it
 * need not be smaller, where it moves, and where this browser cannot draw it.
 */
export async function shrinkPicture(
  mediaType: string,
  bytes: Uint8Array<ArrayBuffer>,
  { always }: { readonly always: boolean },
): Promise<Blob | undefined> {
  const size = uprightSizeOf(mediaType, bytes)
  if (!size || size.width * size.height > pictureLimitPixels || isMoving(mediaType, bytes)) return undefined
  const share = Math.min(1, longestSidePx / Math.max(size.width, size.height))
  if (share === 1 && !always) return undefined
  const drawn = await createImageBitmap(new Blob([bytes], { type: mediaType }), {
    imageOrientation: 'from-image',
  }).then(
    (bitmap) => bitmap,
    () => undefined,
  )
  if (!drawn) return undefined
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(drawn.width * share))
  canvas.height = Math.max(1, Math.round(drawn.height * share))
  const context = canvas.getContext('2d')
  if (context) {
    context.imageSmoothingQuality = 'high'
    context.drawImage(drawn, 0, 0, canvas.width, canvas.height)
  }
  drawn.close()
  if (!context) return undefined
  const written = await new Promise<Blob | null>((resolve) =>
    canvas.toBlob(resolve, keptTypes[mediaType] ?? 'image/jpeg', jpegQuality),
  )
  // A canvas holds its pixels until it is collected, and a telephone has little room.
  canvas.width = 0
  return written ?? undefined
}
