import type { Clock } from '../../src/shared/model/clock.ts'
import type { MessageType } from '../../src/shared/model/entry.ts'
import { FailureError, type FailureKind, retryPolicyOf } from '../../src/shared/model/failure.ts'
import type { EntryId } from '../../src/shared/model/ids.ts'
import { createLane, type Step } from './lane.ts'
import type { ChosenFile, Outgoing, OutgoingFile, OwnInvitation, PageStore } from './pageStore.ts'
import type { RelaySocket } from './relaySocket.ts'
import type { Uploader } from './uploader.ts'

/** A message of one's own that the log does not hold yet. */
export interface OwnMessage extends Outgoing {
  /** The relay has it, and the log will hold it in a moment. */
  readonly isSent: boolean
}

export interface Outbox {
  /** In the order in which they were written. */
  readonly messages: () => readonly OwnMessage[]
  /** Which part of a message's files the relay has, as far as is known: from 0 to 1. */
  readonly progressOf: (id: EntryId) => number
  /** Reads what was left from before. */
  readonly load: () => Promise<void>
  /** Keeps a message and sends it as soon as it can be. Rejects when the browser cannot keep it: then nothing was taken. */
  readonly add: (text: string, files: readonly ChosenFile[]) => Promise<void>
  /** Sends what waits, if there is a connection. */
  readonly flush: () => void
  /** The log holds these: they need not be sent, or kept, any more. */
  readonly settle: (ids: ReadonlySet<EntryId>) => void
  /** Sends a refused message again, with the same id. */
  readonly again: (id: EntryId) => Promise<void>
  /** Forgets a message that the relay does not have, and what has arrived of its files. */
  readonly discard: (id: EntryId) => Promise<void>
  /** There is nobody to send to any more: what waits is shown as refused. */
  readonly end: () => void
}

/**
 * Sends one message after the other, each again and again with the same id until the relay has it or refuses it for good; the
 * next one then goes on. Files are brought to the relay before their message is sent, and do not hold up those without any.
 */
export function createOutbox(parts: {
  readonly own: OwnInvitation
  readonly store: PageStore
  readonly socket: () => RelaySocket | undefined
  readonly uploader: Uploader
  /** Does something with a message that no other tab does at the same time. */
  readonly alone: <T>(name: string, task: () => Promise<T>) => Promise<T>
  readonly newEntryId: () => EntryId
  readonly clock: Clock
  readonly changed: () => void
  /** More of a message's files has arrived. */
  readonly progressed: (id: EntryId) => void
  /** A file is at the relay, which calls it so; its content is this. */
  readonly uploaded: (attachmentId: NonNullable<OutgoingFile['uploadId']>, content: Blob) => void
}): Outbox {
  const { own, store, clock, changed, uploader } = parts
  /** Bytes of files that the relay has. */
  const progress = new Map<string, number>()
  const startedAnew = new Set<EntryId>()
  const underWay = new Map<EntryId, AbortController>()
  let messages: readonly OwnMessage[] = []

  const find = (id: EntryId) => messages.find((message) => message.id === id)
  const replace = (id: EntryId, next: OwnMessage | undefined) => {
    messages = messages.flatMap((message) => (message.id === id ? (next ?? []) : message))
    changed()
  }
  const isWaiting = ({ isSent, refused }: OwnMessage) => !isSent && refused === undefined
  const isWhole = ({ files }: OwnMessage) => files.every((file) => file.isWhole)

  /** Changes a message that is still here, on the disk and then on the screen. */
  async function change(message: OwnMessage): Promise<void> {
    if (!find(message.id)) return
    const { isSent: _, ...kept } = message
    await store.putOutgoing(own, kept)
    if (find(message.id)) replace(message.id, message)
  }

  /** As it is on the disk: another tab may have gone on with the message, or have done with it. Undefined when it is not to be sent. */
  async function newest({ id }: OwnMessage): Promise<OwnMessage | undefined> {
    const kept = await store.findOutgoing(id)
    const now = kept && find(id) && { ...kept, isSent: false }
    replace(id, now)
    return now && isWaiting(now) ? now : undefined
  }

  async function sendNext(): Promise<Step> {
    const message = messages.find((one) => isWaiting(one) && isWhole(one))
    if (!message || !parts.socket()) return 'idle'
    if (message.files.length === 0) return await send(message)
    return await parts.alone(message.id, async () => {
      const now = await newest(message)
      if (!now || !isWhole(now)) return 'done'
      const tried = { ...now, isTried: true } as const
      await change(tried)
      return await send(tried)
    })
  }

  async function send(message: OwnMessage): Promise<Step> {
    const { id, text, files } = message
    const socket = parts.socket()
    if (!socket) return 'idle'
    const attachments = files.flatMap(({ uploadId }) => uploadId ?? [])
    try {
      const request = { id, sessionId: own.sessionId, thread: 'care', type: typeOf(files), text } as const
      await socket.request('message:send', attachments.length === 0 ? request : { ...request, attachments })
      await store.removeOutgoing(message)
      // Unless the log was faster.
      if (find(id)) replace(id, { ...message, isSent: true })
      return 'done'
    } catch (error) {
      const kind = kindOf(error)
      // The relay keeps what was not sent for a day only: it is brought there again.
      const isGone = kind === 'notFound' && files.length > 0 && !startedAnew.has(id)
      if (!isGone) return await takeRefusal(message, kind)
      startedAnew.add(id)
      const { isTried: _, ...untried } = message
      await change({ ...untried, files: files.map(({ uploadId: _id, isWhole: _whole, ...file }) => file) })
      uploads.work()
      return 'done'
    }
  }

  async function takeRefusal(message: OwnMessage, kind: FailureKind): Promise<Step> {
    if (retryPolicyOf[kind] !== 'never') return 'later'
    await change({ ...message, refused: kind })
    return 'done'
  }

  async function uploadNext(): Promise<Step> {
    const message = messages.find((one) => isWaiting(one) && !isWhole(one))
    if (!message || !parts.socket()) return 'idle'
    return await parts.alone(message.id, async () => {
      const now = await newest(message)
      const file = now?.files.find((one) => !one.isWhole)
      return now && file ? await uploadFile(now, file) : 'done'
    })
  }

  async function uploadFile(message: OwnMessage, file: OutgoingFile): Promise<Step> {
    const { id } = message
    const abort = new AbortController()
    const withFile = (next: OutgoingFile) => ({
      ...message,
      files: message.files.map((one) => (one.id === file.id ? next : one)),
    })
    underWay.set(id, abort)
    try {
      const content = await store.content(file.id)
      if (!content) throw new FailureError('notFound', 'The browser has lost the file.')
      const uploadId = await uploader.upload(file, content, {
        signal: abort.signal,
        begun: async (begun) => {
          if (find(id)) await change(withFile({ ...file, uploadId: begun }))
          else uploader.discard(begun)
        },
        progressed: (bytes) => {
          progress.set(file.id, bytes)
          parts.progressed(id)
        },
      })
      await change(withFile({ ...file, uploadId, isWhole: true }))
      parts.uploaded(uploadId, content)
      sending.work()
      return 'done'
    } catch (error) {
      if (abort.signal.aborted) return 'done'
      const kind = kindOf(error)
      // Another request may still add to the upload; how far it came is asked for anew.
      return kind === 'conflict' ? 'later' : await takeRefusal(find(id) ?? message, kind)
    } finally {
      underWay.delete(id)
    }
  }

  const sending = createLane(sendNext, clock)
  const uploads = createLane(uploadNext, clock)
  const work = () => {
    sending.work()
    uploads.work()
  }

  return {
    messages: () => messages,
    progressOf: (id) => {
      const files = find(id)?.files ?? []
      const sum = (of: (file: OutgoingFile) => number) => files.reduce((total, file) => total + of(file), 0)
      const all = sum(({ bytes }) => bytes)
      return all === 0 ? 0 : sum((file) => (file.isWhole ? file.bytes : (progress.get(file.id) ?? 0))) / all
    },
    load: async () => {
      messages = (await store.outgoing(own)).map((message) => ({ ...message, isSent: false }))
    },
    add: async (text, files) => {
      const message = { id: parts.newEntryId(), text, files: [...files], writtenAt: clock.now() }
      const kept = await store.addOutgoing(own, message)
      messages = [...messages, { ...kept, isSent: false }]
      changed()
      work()
    },
    flush: () => {
      sending.hurry()
      uploads.hurry()
    },
    settle: (ids) => {
      const settled = messages.filter(({ id }) => ids.has(id))
      if (settled.length === 0) return
      messages = messages.filter(({ id }) => !ids.has(id))
      for (const message of settled) if (!message.isSent) void store.removeOutgoing(message)
      changed()
    },
    again: async (id) => {
      const message = find(id)
      if (!message) return
      const { refused: _, ...untold } = message
      await change({ ...untold, isSent: false })
      work()
    },
    discard: async (id) => {
      const message = find(id)
      if (!message) return
      replace(id, undefined)
      underWay.get(id)?.abort()
      for (const { uploadId } of message.files) if (uploadId) uploader.discard(uploadId)
      await store.removeOutgoing(message)
    },
    end: () => {
      sending.stop()
      uploads.stop()
      for (const abort of underWay.values()) abort.abort()
      messages = messages.map((message) => (isWaiting(message) ? { ...message, refused: 'sessionClosed' } : message))
      changed()
    },
  }
}

function typeOf(files: readonly OutgoingFile[]): MessageType {
  if (files.length === 0) return 'text'
  return files.every(({ mediaType }) => mediaType.startsWith('image/')) ? 'image' : 'document'
}

function kindOf(error: unknown): FailureKind {
  return error instanceof FailureError ? error.failure.kind : 'internal'
}
