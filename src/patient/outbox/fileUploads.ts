import { FailureError, type FailureKind } from '../../shared/model/failure.ts'
import type { EntryId } from '../../shared/model/ids.ts'
import type { Uploader } from '../files/uploader.ts'
import type { OutgoingFile } from '../store/keptRows.ts'
import type { OwnMessage, OwnMessages } from './ownMessages.ts'
import type { Refusals } from './refusals.ts'
import type { Step } from './retryLoop.ts'

/** The relay will take files later: there are too many that were not sent, or came within an hour; or it cannot keep any. */
export type HeldUp = Extract<FailureKind, 'rateLimited' | 'diskFull' | 'unavailable'>
const isHeldUp = (kind: FailureKind): kind is HeldUp =>
  kind === 'rateLimited' || kind === 'diskFull' || kind === 'unavailable'

export interface FileUploads {
  /** Brings a file of a message to the relay. */
  readonly upload: (message: OwnMessage, file: OutgoingFile) => Promise<Step>
  /** Returns the fraction of these files that the relay has, as far as is known: from 0 to 1. */
  readonly progressOf: (files: readonly OutgoingFile[]) => number
  /** Reason why a message's files are not taken yet; they are offered again and again. */
  readonly heldUp: (id: EntryId) => HeldUp | undefined
  /** Interrupts what is under way of this message, or of all, until it is tried again; what has arrived of it remains. */
  readonly interrupt: (id?: EntryId) => void
}

/** Uploads under way, each of one message. */
export function createFileUploads(parts: {
  readonly messages: OwnMessages
  readonly refusals: Refusals
  readonly uploader: Uploader
  readonly content: (fileId: string) => Promise<Blob | undefined>
  readonly changed: () => void
  /** More of a message's files has arrived. */
  readonly progressed: (id: EntryId) => void
  /** A file is at the relay, which calls it so; its content is this. */
  readonly uploaded: (attachmentId: NonNullable<OutgoingFile['uploadId']>, content: Blob) => void
}): FileUploads {
  const { messages, uploader } = parts
  /** Bytes of files that the relay has. */
  const progress = new Map<string, number>()
  const heldUp = new Map<EntryId, HeldUp>()
  const underWay = new Map<EntryId, AbortController>()

  function hold(id: EntryId, by: HeldUp | undefined): void {
    if (heldUp.get(id) === by) return
    if (by) heldUp.set(id, by)
    else heldUp.delete(id)
    parts.changed()
  }

  async function carry(message: OwnMessage, file: OutgoingFile, signal: AbortSignal): Promise<void> {
    const { id } = message
    const content = await parts.content(file.id)
    if (!content) throw new FailureError('notFound', 'The browser has lost the file.')
    const uploadId = await uploader.upload(file, content, {
      signal,
      begun: async (begun) => {
        hold(id, undefined)
        if (messages.find(id)) await messages.change(withFile(message, { ...file, uploadId: begun }))
        else uploader.discard(begun)
      },
      progressed: (bytes) => {
        progress.set(file.id, bytes)
        parts.progressed(id)
      },
    })
    hold(id, undefined)
    await messages.change(withFile(message, { ...file, uploadId, isWhole: true }))
    parts.uploaded(uploadId, content)
  }

  async function takeFailure(message: OwnMessage, error: unknown): Promise<Step> {
    // What the browser could not do is no refusal of the relay's.
    if (!(error instanceof FailureError)) throw error
    const { kind } = error.failure
    if (isHeldUp(kind)) hold(message.id, kind)
    // Another request may still add to the upload; how far it came is asked for anew.
    return kind === 'conflict' ? 'later' : await parts.refusals.take(messages.find(message.id) ?? message, kind)
  }

  return {
    upload: async (message, file) => {
      const abort = new AbortController()
      underWay.set(message.id, abort)
      try {
        await carry(message, file, abort.signal)
        return 'done'
      } catch (error) {
        return abort.signal.aborted ? 'done' : await takeFailure(message, error)
      } finally {
        underWay.delete(message.id)
      }
    },
    progressOf: (files) => {
      const sum = (of: (file: OutgoingFile) => number) => files.reduce((total, file) => total + of(file), 0)
      const all = sum(({ bytes }) => bytes)
      return all === 0 ? 0 : sum((file) => (file.isWhole ? file.bytes : (progress.get(file.id) ?? 0))) / all
    },
    heldUp: (id) => heldUp.get(id),
    interrupt: (id) => {
      for (const [of, abort] of underWay) if (id === undefined || id === of) abort.abort()
    },
  }
}

function withFile(message: OwnMessage, next: OutgoingFile): OwnMessage {
  return { ...message, files: message.files.map((one) => (one.id === next.id ? next : one)) }
}
