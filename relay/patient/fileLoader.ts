import type { Attachment } from '../../src/shared/model/attachment.ts'
import type { PageToken } from './pageToken.ts'

export interface FileLoader {
  /** An address of the file's content that holds until the page is closed. Rejects when it cannot be had now. */
  readonly load: (attachment: Attachment) => Promise<string>
}

/** Gets files of messages from the relay, each once. */
export function createFileLoader(base: URL, token: PageToken): FileLoader {
  const loaded = new Map<string, Promise<string>>()

  async function load({ id, mediaType }: Attachment): Promise<string> {
    const answer = await fetch(new URL(`api/attachments/${encodeURIComponent(id)}`, base), {
      headers: { authorization: `Bearer ${await token.get()}` },
    })
    if (!answer.ok) throw new Error('the relay did not give the file')
    const content = await answer.blob()
    return URL.createObjectURL(new Blob([content], { type: mediaType }))
  }

  return {
    load: (attachment) => {
      const known = loaded.get(attachment.id)
      if (known !== undefined) return known
      const loading = load(attachment)
      loaded.set(attachment.id, loading)
      loading.then(undefined, () => loaded.delete(attachment.id))
      return loading
    },
  }
}
