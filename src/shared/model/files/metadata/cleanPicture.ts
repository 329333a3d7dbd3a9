import { type PictureSize, pictureSizeOf } from '../pictureSize.ts'
import { cleanGif } from './cleanGif.ts'
import { cleanHeif } from './cleanHeif.ts'
import { cleanJpeg, orientationOfJpeg } from './cleanJpeg.ts'
import { cleanPng, isMovingPng } from './cleanPng.ts'
import { cleanWebp, isMovingWebp } from './cleanWebp.ts'
import { isTurned } from './orientation.ts'

type Clean = (bytes: Uint8Array) => Uint8Array<ArrayBuffer> | undefined

const cleaners: Readonly<Record<string, Clean>> = {
  'image/jpeg': cleanJpeg,
  'image/png': cleanPng,
  'image/webp': cleanWebp,
  'image/gif': cleanGif,
  'image/heic': cleanHeif,
  'image/avif': cleanHeif,
}

/**
 * Returns a picture of this type with everything taken out of it that is not the picture: the place where it was taken, its time,
 * the camera, names, comments, previews. How it is turned stays. Refused is one that is damaged, or of another type. Throws nothing,
 * and takes time in proportion to its bytes.
 */
export function cleanPicture(
  mediaType: string,
  bytes: Uint8Array,
): { readonly kind: 'clean'; readonly bytes: Uint8Array<ArrayBuffer> } | { readonly kind: 'refused' } {
  const cleaned = cleaners[mediaType]?.(bytes)
  return cleaned === undefined ? { kind: 'refused' } : { kind: 'clean', bytes: cleaned }
}

/** Returns whether a picture moves, so that one of its images is not the whole of it. */
export function isMoving(mediaType: string, bytes: Uint8Array): boolean {
  if (mediaType === 'image/png') return isMovingPng(bytes)
  return mediaType === 'image/webp' ? isMovingWebp(bytes) : mediaType === 'image/gif'
}

/** Returns the size of a picture as it is drawn upright, by its first bytes; undefined when they do not say. */
export function uprightSizeOf(mediaType: string, head: Uint8Array): PictureSize | undefined {
  const size = pictureSizeOf(mediaType, head)
  if (!size || mediaType !== 'image/jpeg' || !isTurned(orientationOfJpeg(head))) return size
  return { width: size.height, height: size.width }
}
