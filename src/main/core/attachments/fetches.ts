import { createHash, type Hash } from 'node:crypto'
import { FailureError } from '../../../shared/model/failure.ts'
import type { Attachment, AttachmentId } from '../../../shared/model/files/attachment.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import type { ContentWriter } from '../../storage/files/contentFiles.ts'
import type { HeldFile } from '../../storage/files/fileStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { RelayRest } from '../link/relayRest.ts'
import type { TokenKeeper } from '../link/tokens.ts'
import type { Commit } from '../log/commit.ts'
import type { Random } from '../runtime/random.ts'

export interface FetchesParts {
  readonly storage: Pick<StorageReader, 'files' | 'contents'>
  readonly commit: Pick<Commit, 'holdFile'>
  readonly transport: Pick<CurrentTransport, 'current'>
  readonly rest: Pick<RelayRest, 'files'>
  readonly tokens: Pick<TokenKeeper, 'current'>
  readonly random: Random
  readonly progressed: (id: AttachmentId, done: number, bytes: number) => void
}

/** An attachment, and the message that carries it. */
export interface CarriedFile {
  readonly attachment: Attachment
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly seq: number
}

/** A line that breaks is taken up again from where it was this often while more of the file has come. */
const mostTimes = 20

/** Fetches contents from the relay, each once however often it is asked for meanwhile. */
export function createFetches(parts: FetchesParts) {
  const { storage, commit, random } = parts
  const underWay = new Map<AttachmentId, Promise<void>>()
  const givingUp = new AbortController()

  async function receive({ attachment }: CarriedFile, writer: ContentWriter, hash: Hash): Promise<void> {
    const { id, bytes } = attachment
    let done = 0
    const take = async (part: Uint8Array) => {
      if (done + part.byteLength > bytes) throw notTheSame()
      hash.update(part)
      await writer.append(part)
      done += part.byteLength
      parts.progressed(id, done, bytes)
    }
    for (let times = 1; done < bytes; times += 1) {
      const before = done
      const own = { token: await parts.tokens.current(), givenUp: givingUp.signal }
      const failure = await failureOf(parts.rest.files.read(id, done, take, own))
      if (failure && (failure.failure.kind !== 'offline' || done === before || times >= mostTimes)) throw failure
    }
    if (hash.digest('hex') !== attachment.sha256) throw notTheSame()
  }

  async function fetchOnce(file: CarriedFile): Promise<void> {
    if (!parts.transport.current())
      throw new FailureError('offline', 'The file is not on this workstation, and the relay cannot be reached.')
    const { attachment, sessionId, thread, seq } = file
    const [contentId, key] = [random.uuid(), random.bytes(32)]
    let isHeld = false
    try {
      const writer = await storage.contents.create(contentId, key)
      let isWhole = false
      try {
        await receive(file, writer, createHash('sha256'))
        await writer.finish()
        isWhole = true
      } finally {
        if (!isWhole) await writer.abandon()
      }
      isHeld = commit.holdFile({ attachmentId: attachment.id, sessionId, thread, seq, contentId, key })
      if (!isHeld) throw new FailureError('notFound', 'The message does not carry this file any more.')
    } finally {
      if (!isHeld) await storage.contents.remove(contentId)
    }
  }

  return {
    /** Returns the file once its content is here. Throws `offline` and the like, or `invalid` where another content came. */
    require: async (file: CarriedFile): Promise<HeldFile> => {
      const { id, bytes } = file.attachment
      const held = storage.files.findHeld(id)
      if (held && (await storage.contents.isWhole({ id: held.contentId, key: held.key, bytes }))) return held
      const fetching = underWay.get(id) ?? fetchOnce(file).finally(() => underWay.delete(id))
      underWay.set(id, fetching)
      await fetching
      const fetched = storage.files.findHeld(id)
      if (fetched) return fetched
      throw new FailureError('notFound', 'The message does not carry this file any more.')
    },
    close: (): void => givingUp.abort(),
  }
}

function notTheSame(): FailureError {
  return new FailureError(
    'invalid',
    'The content that came is not the one that was sent. Try again, and tell who runs the relay.',
  )
}

async function failureOf(work: Promise<void>): Promise<FailureError | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    if (error instanceof FailureError) return error
    throw error
  }
}
