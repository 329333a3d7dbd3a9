import type { PageToken } from './pageToken.ts'

/** A file that is shown: one of the relay's, by its id there, or one that is here and on its way. */
export interface ShownFile {
  readonly key: string
  readonly isHere: boolean
  readonly name: string
  readonly mediaType: string
  readonly bytes: number
}

export interface FileLoader {
  /** An address of the file's content. Rejects when it cannot be had now. */
  readonly load: (file: Pick<ShownFile, 'key' | 'isHere' | 'mediaType'>) => Promise<string>
  /** The relay's file of this id has this content, so that it need not be asked for. */
  readonly know: (attachmentId: string, content: Blob) => void
}

/** So many contents are held at once; those that were asked for longest ago are asked for anew. */
const heldFiles = 40

/** Gets files from the relay, or from what is kept here, each once as long as it is held. */
export function createFileLoader(parts: {
  readonly base: URL
  readonly token: PageToken
  readonly content: (fileId: string) => Promise<Blob | undefined>
}): FileLoader {
  const held = new Map<string, Promise<string>>()

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

  function hold(key: string, mediaType: string, bytes: Promise<ArrayBuffer>): Promise<string> {
    const address = bytes.then((read) => URL.createObjectURL(new Blob([read], { type: mediaType })))
    held.set(key, address)
    address.then(undefined, () => held.delete(key))
    for (const [oldest, gone] of held) {
      if (held.size <= heldFiles) break
      held.delete(oldest)
      gone.then(URL.revokeObjectURL, () => undefined)
    }
    return address
  }

  return {
    load: ({ key, isHere, mediaType }) => {
      const known = held.get(key)
      if (known === undefined) return hold(key, mediaType, isHere ? fromHere(key) : fromRelay(key))
      held.delete(key)
      held.set(key, known)
      return known
    },
    know: (attachmentId, content) => void hold(attachmentId, content.type, content.arrayBuffer()),
  }
}
