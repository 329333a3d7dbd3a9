import type { RelaySocket } from '../../client/relaySocket.ts'
import type { MessageType } from '../../shared/model/entry.ts'
import { FailureError, type FailureKind, retryPolicyOf } from '../../shared/model/failure.ts'
import type { EntryId } from '../../shared/model/ids.ts'
import type { Jitter } from '../../shared/model/timing/backOff.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import type { Uploader } from '../files/uploader.ts'
import type { ChosenFile, Outgoing, OutgoingFile, OwnInvitation } from '../store/keptRows.ts'
import type { PageStore } from '../store/pageStore.ts'
import { createLane, type Step } from './lane.ts'

/** A message of one's own that the log does not hold yet. */
export interface OwnMessage extends Outgoing {
  /** The relay has it, and the log will hold it in a moment. */
  readonly isSent: boolean
  /** Reason why its files are not taken yet; they are offered again and again. */
  readonly heldUp?: HeldUp
}

/** The relay will take files later: there are too many that were not sent, or came within an hour; or it cannot keep any. */
export type HeldUp = Extract<FailureKind, 'rateLimited' | 'diskFull' | 'unavailable'>
const isHeldUp = (kind: FailureKind): kind is HeldUp =>
  kind === 'rateLimited' || kind === 'diskFull' || kind === 'unavailable'

export interface Outbox {
  /** In the order in which they were written. */
  readonly messages: () => readonly OwnMessage[]
  /** Returns the fraction of a message's files that the relay has, as far as is known: from 0 to 1. */
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
  readonly again: (id: EntryId) => void
  /** Forgets a message that the relay does not have, and what has arrived of its files. It stays where the browser cannot. */
  readonly discard: (id: EntryId) => void
  /** Uploads that are under way are given up for now; what has arrived of them stays. */
  readonly interrupt: () => void
  /** Nothing more is sent. */
  readonly stop: () => void
}

/**
 * Sends one message after the other, each again and again with the same id until the relay has it or refuses it for good; the
 * next one then goes on. Files are brought to the relay before their message is sent, and do not hold up those without any.
 */
export function createOutbox(parts: {
  readonly own: OwnInvitation
  readonly store: PageStore
  /** Returns the socket to send by, while there is a connection and the session is open. */
  readonly socket: () => RelaySocket | undefined
  readonly uploader: Uploader
  /** Does something with a message that no other tab does at the same time. */
  readonly alone: <T>(name: string, task: () => Promise<T>) => Promise<T>
  readonly newEntryId: () => EntryId
  readonly clock: Clock
  readonly fraction: Jitter['fraction']
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
  const heldUp = new Map<EntryId, HeldUp>()
  const underWay = new Map<EntryId, AbortController>()
  /** Being forgotten: they must not be sent meanwhile. */
  const leaving = new Set<EntryId>()
  let messages: readonly OwnMessage[] = []

  const find = (id: EntryId) => messages.find((message) => message.id === id)
  const replace = (id: EntryId, next: OwnMessage | undefined) => {
    messages = messages.flatMap((message) => (message.id === id ? (next ?? []) : message))
    changed()
  }
  const isWaiting = ({ id, isSent, refused }: OwnMessage) => !isSent && refused === undefined && !leaving.has(id)
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
    const request = { id, sessionId: own.sessionId, thread: 'care', type: typeOf(files), text } as const
    const reply = await socket.request('message:send', attachments.length === 0 ? request : { ...request, attachments })
    if (reply.outcome !== 'answered') return await takeRefusal(message, reply.failure.kind)
    // When the browser cannot, it is sent again by the same id, and the relay says again that it has it.
    await store.removeOutgoing(message)
    // Unless the log was faster.
    if (find(id)) replace(id, { ...message, isSent: true })
    return 'done'
  }

  function hold(id: EntryId, by: HeldUp | undefined): void {
    if (heldUp.get(id) === by) return
    if (by) heldUp.set(id, by)
    else heldUp.delete(id)
    changed()
  }

  /** The relay keeps what was not sent for an hour only: it is brought there again, once. */
  async function startAnew(message: OwnMessage): Promise<Step> {
    const { isTried: _, ...untried } = message
    await change({ ...untried, files: message.files.map(({ uploadId: _id, isWhole: _whole, ...file }) => file) })
    startedAnew.add(message.id)
    uploads.work()
    return 'done'
  }

  async function takeRefusal(message: OwnMessage, kind: FailureKind): Promise<Step> {
    const { id, files } = message
    const isBegun = files.some(({ uploadId }) => uploadId !== undefined)
    if (kind === 'notFound' && isBegun && !startedAnew.has(id)) return startAnew(message)
    // A session may be opened again, and the message goes then.
    if (retryPolicyOf[kind] !== 'never' || kind === 'sessionClosed') return 'later'
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
          hold(id, undefined)
          if (find(id)) await change(withFile({ ...file, uploadId: begun }))
          else uploader.discard(begun)
        },
        progressed: (bytes) => {
          progress.set(file.id, bytes)
          parts.progressed(id)
        },
      })
      hold(id, undefined)
      await change(withFile({ ...file, uploadId, isWhole: true }))
      parts.uploaded(uploadId, content)
      sending.work()
      return 'done'
    } catch (error) {
      if (abort.signal.aborted) return 'done'
      // What the browser could not do is no word of the relay's.
      if (!(error instanceof FailureError)) throw error
      const { kind } = error.failure
      if (isHeldUp(kind)) hold(id, kind)
      // Another request may still add to the upload; how far it came is asked for anew.
      return kind === 'conflict' ? 'later' : await takeRefusal(find(id) ?? message, kind)
    } finally {
      underWay.delete(id)
    }
  }

  const sending = createLane(sendNext, parts)
  const uploads = createLane(uploadNext, parts)
  const work = () => {
    sending.work()
    uploads.work()
  }
  const interrupt = () => {
    for (const abort of underWay.values()) abort.abort()
  }

  return {
    messages: () =>
      messages.map((message) => {
        const by = heldUp.get(message.id)
        return by === undefined ? message : { ...message, heldUp: by }
      }),
    progressOf: (id) => {
      const files = find(id)?.files ?? []
      const sum = (of: (file: OutgoingFile) => number) => files.reduce((total, file) => total + of(file), 0)
      const all = sum(({ bytes }) => bytes)
      return all === 0 ? 0 : sum((file) => (file.isWhole ? file.bytes : (progress.get(file.id) ?? 0))) / all
    },
    load: async () => {
      messages = (await store.outgoing(own)).map(({ refused, ...message }) => ({
        ...message,
        isSent: false,
        // Kept so by an earlier version of the page: it goes when the session is opened again.
        ...(refused === undefined || refused === 'sessionClosed' ? {} : { refused }),
      }))
    },
    add: async (text, files) => {
      const message = { id: parts.newEntryId(), text, files: [...files], writtenAt: clock.now() }
      const kept = await store.addOutgoing(own, message)
      messages = [...messages, { ...kept, isSent: false }]
      changed()
      work()
    },
    flush: () => {
      sending.flushNow()
      uploads.flushNow()
    },
    settle: (ids) => {
      const settled = messages.filter(({ id }) => ids.has(id))
      if (settled.length === 0) return
      messages = messages.filter(({ id }) => !ids.has(id))
      // One that stays on the disk is settled again when the page is opened next.
      for (const message of settled) if (!message.isSent) store.removeOutgoing(message).then(undefined, () => undefined)
      changed()
    },
    again: (id) => {
      const message = find(id)
      if (!message) return
      const { refused: _, ...untold } = message
      // The relay may have given up its files since, as it may have the time before.
      startedAnew.delete(id)
      // Where it cannot be kept so, it stays refused, and there to be sent again.
      change({ ...untold, isSent: false }).then(work, () => undefined)
    },
    discard: (id) => {
      const message = find(id)
      if (!message || leaving.has(id)) return
      leaving.add(id)
      underWay.get(id)?.abort()
      store
        .removeOutgoing(message)
        .then(
          () => {
            replace(id, undefined)
            for (const { uploadId } of message.files) if (uploadId) uploader.discard(uploadId)
          },
          () => undefined,
        )
        .finally(() => leaving.delete(id))
    },
    interrupt,
    stop: () => {
      sending.stop()
      uploads.stop()
      interrupt()
    },
  }
}

function typeOf(files: readonly OutgoingFile[]): MessageType {
  if (files.length === 0) return 'text'
  return files.every(({ mediaType }) => mediaType.startsWith('image/')) ? 'image' : 'document'
}
