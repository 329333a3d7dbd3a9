import { pictureHeadBytes, pictureLimitPixels, pictureSizeOf } from '../../shared/model/files/pictureSize.ts'
import type { PageToken } from '../link/pageToken.ts'

/** A file that is shown: one of the relay's, by its id there, or one that is here and on its way. */
export interface ShownFile {
  readonly key: string
  readonly isHere: boolean
  readonly name: string
  readonly mediaType: string
  readonly bytes: number
}

export interface LoadedFile {
  /** Of the file's content. */
  readonly address: string
  /** Whether it says of itself that it is a picture that this device can hold when it is drawn. */
  readonly isSmallPicture: boolean
}

export interface FileLoader {
  /** Loads the file's content. Rejects when it cannot be had now. */
  readonly load: (file: Pick<ShownFile, 'key' | 'isHere' | 'mediaType'>) => Promise<LoadedFile>
  /** The relay's file of this id has this content, so that it need not be asked for. */
  readonly cache: (attachmentId: string, content: Blob) => void
}

/** So many contents are held at once; those that were asked for longest ago are asked for anew. */
const heldFiles = 40

/** Gets files from the relay, or from what is kept here, each once as long as it is held. */
export function createFileLoader(parts: {
  readonly base: URL
  readonly token: PageToken
  readonly content: (fileId: string) => Promise<Blob | undefined>
}): FileLoader {
  const held = new Map<string, Promise<LoadedFile>>()

  async function fromRelay(id: string): Promise<ArrayBuffer> {
    const answer = await fetch(new URL(`api/attachments/${encodeURIComponent(id)}`, parts.base), {
      headers: { authorization: `Bearer ${await parts.token.get()}` },
    })
    if (!answer.ok) throw new Error('the relay did not give the file')
    return await answer.arrayBuffer()
  }
  async function fromHere(fileId: string): Promise<ArrayBuffer> {
    const content = await parts.content(fileId)
    if (!content) throw new Error('the browser has lost the file')
    return await content.arrayBuffer()
  }

  function hold(key: string, mediaType: string, bytes: Promise<ArrayBuffer>): Promise<LoadedFile> {
    const loaded = bytes.then((read) => ({
      address: URL.createObjectURL(new Blob([read], { type: mediaType })),
      isSmallPicture: isSmallPicture(mediaType, read),
    }))
    held.set(key, loaded)
    loaded.then(undefined, () => held.delete(key))
    for (const [oldest, gone] of held) {
      if (held.size <= heldFiles) break
      held.delete(oldest)
      gone.then(
        ({ address }) => URL.revokeObjectURL(address),
        () => undefined,
      )
    }
    return loaded
  }

  return {
    load: ({ key, isHere, mediaType }) => {
      const known = held.get(key)
      if (known === undefined) return hold(key, mediaType, isHere ? fromHere(key) : fromRelay(key))
      held.delete(key)
      held.set(key, known)
      return known
    },
    cache: (attachmentId, content) => void hold(attachmentId, content.type, content.arrayBuffer()),
  }
}

/** Looked at before anything draws it: a few bytes may unfold into more than the device has. */
function isSmallPicture(mediaType: string, content: ArrayBuffer): boolean {
  const size = pictureSizeOf(mediaType, new Uint8Array(content.slice(0, pictureHeadBytes)))
  return size !== undefined && size.width * size.height <= pictureLimitPixels
}
