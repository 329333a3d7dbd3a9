import { createHash } from 'node:crypto'
import type { CommandRequest } from '../../../shared/ipc/commands.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { FileId } from '../../../shared/model/files/ownFile.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import { limits } from '../../../shared/protocol/limits.ts'
import type { StoredOwnFile } from '../../storage/files/fileStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { Commit } from '../log/commit.ts'
import type { Random } from '../runtime/random.ts'
import { judgeContent, requireSendableBeginning, requireSendableSize } from './judgeContent.ts'

/** Files that come at once, at most; one that nothing comes of for this long is let go. */
const mostAtOnce = 4
const forsakenAfterMs = 60_000

type Part = CommandRequest<'attachFile'>

interface Coming {
  readonly content: Buffer
  received: number
  stopWaiting: () => void
}

/** Takes files from the screen, part by part in memory, and keeps each that is whole: encrypted on the disk, in the draft of its thread. */
export function createIncoming(parts: {
  readonly storage: Pick<StorageReader, 'sessions' | 'files' | 'contents'>
  readonly commit: Pick<Commit, 'stageFile'>
  readonly clock: Clock
  readonly random: Random
}) {
  const { storage, commit, clock, random } = parts
  const coming = new Map<FileId, Coming>()

  function drop(id: FileId): void {
    coming.get(id)?.stopWaiting()
    coming.delete(id)
  }

  function begin(part: Part): Coming {
    requireRoom(storage, part)
    if (coming.size >= mostAtOnce)
      throw new FailureError('unavailable', 'Other files are being attached. Try again in a moment.')
    const begun = { content: Buffer.alloc(part.bytes), received: 0, stopWaiting: () => undefined }
    coming.set(part.id, begun)
    return begun
  }

  /** Adds a part, and returns the content once it is whole. What is refused is let go. */
  function add(part: Part): Buffer | null {
    if (part.offset === 0) drop(part.id)
    const file = part.offset === 0 ? begin(part) : coming.get(part.id)
    let goesOn = false
    try {
      if (!file || file.received !== part.offset || file.content.byteLength !== part.bytes)
        throw new FailureError('conflict', 'The file was not taken whole. Attach it again.')
      const content = Buffer.from(part.content, 'base64')
      if (content.byteLength === 0 || file.received + content.byteLength > part.bytes)
        throw new FailureError('invalid', 'The file has changed while it was attached. Attach it again.')
      if (part.offset === 0) requireSendableBeginning(content)
      content.copy(file.content, file.received)
      file.received += content.byteLength
      file.stopWaiting()
      file.stopWaiting = clock.after(forsakenAfterMs, () => drop(part.id))
      goesOn = file.received < part.bytes
      return goesOn ? null : file.content
    } finally {
      if (!goesOn) drop(part.id)
    }
  }

  async function keep({ id, sessionId, thread, name }: Part, given: Uint8Array): Promise<StoredOwnFile> {
    const { content, ...judged } = judgeContent(name, given)
    const key = random.bytes(32)
    const sha256 = createHash('sha256').update(content).digest('hex')
    const file = { id, sessionId, thread, ...judged, bytes: content.byteLength, sha256, key }
    const staged = { ...file, uploadId: null, attachment: null, state: { kind: 'staged' } } as const
    let isKept = false
    try {
      const writer = await storage.contents.create(id, key)
      await writer.append(content)
      await writer.finish()
      commit.stageFile(staged, clock.now())
      isKept = true
      return staged
    } finally {
      if (!isKept) await storage.contents.remove(id)
    }
  }

  return {
    /** Takes a part; returns the file once it is whole and kept. Throws as `attachFile` says. */
    take: async (part: Part): Promise<StoredOwnFile | null> => {
      const known = storage.files.find(part.id)
      if (known) return known
      const content = add(part)
      return content && (await keep(part, content))
    },
    close: (): void => {
      for (const id of [...coming.keys()]) drop(id)
    },
  }
}

/** Throws where no such file can be attached to this thread. */
function requireRoom({ sessions, files }: Pick<StorageReader, 'sessions' | 'files'>, part: Part): void {
  const { sessionId, thread, bytes } = part
  const session = sessions.find(sessionId)
  if (!session) throw new FailureError('notFound', 'There is no such session.')
  if (!sessions.findThread(sessionId, thread)) throw new FailureError('forbidden', 'This thread is not open to you.')
  if (!session.active)
    throw new FailureError('sessionClosed', 'The session is closed: no file can be sent. Reopen it first.')
  requireSendableSize(bytes)
  const most = limits.attachmentsPerMessage
  if (files.ofDraft(sessionId, thread).length >= most)
    throw new FailureError('invalid', `A message carries at most ${most} files. Send these first.`)
}
