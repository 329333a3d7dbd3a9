import { FailureError } from '../../shared/model/failure.ts'
import type { EntryId } from '../../shared/model/ids.ts'
import type { Jitter } from '../../shared/model/timing/backOff.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import type { Uploader } from '../files/uploader.ts'
import type { ChosenFile, OutgoingFile } from '../store/keptRows.ts'
import type { PageStore } from '../store/pageStore.ts'
import { createFileUploads, type HeldUp } from './fileUploads.ts'
import { createOwnMessages, isWhole, type OwnMessage } from './ownMessages.ts'
import { createRefusals } from './refusals.ts'
import { createRetryLoop, type Step } from './retryLoop.ts'
import { type SendingParts, sendNext } from './sendNext.ts'

/** A message of one's own as it stands on its way. */
export interface UnsettledMessage extends OwnMessage {
  /** Reason why its files are not taken yet; they are offered again and again. */
  readonly heldUp?: HeldUp
}

export interface PageOutbox {
  /** In the order in which they were written. */
  readonly messages: () => readonly UnsettledMessage[]
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
  readonly resend: (id: EntryId) => void
  /** Forgets a message that the relay does not have, and what has arrived of its files. It remains where the browser cannot. */
  readonly discard: (id: EntryId) => void
  /** Interrupts the uploads that are under way until there is a connection again; what has arrived of them remains. */
  readonly interrupt: () => void
  /** Sends nothing more, and keeps nothing more on this device. */
  readonly stop: () => void
}

export interface PageOutboxParts extends Pick<SendingParts, 'own' | 'socket' | 'withLock'> {
  readonly store: PageStore
  readonly uploader: Uploader
  readonly newEntryId: () => EntryId
  readonly clock: Clock
  /** Returns what it is by the relay's clock, as far as it is known. */
  readonly now: () => number
  readonly fraction: Jitter['fraction']
  readonly changed: () => void
  /** More of a message's files has arrived. */
  readonly progressed: (id: EntryId) => void
  /** A file is at the relay, which calls it so; its content is this. */
  readonly uploaded: (attachmentId: NonNullable<OutgoingFile['uploadId']>, content: Blob) => void
}

/**
 * Sends one message after the other, each again and again with the same id until the relay has it or refuses it for good; the
 * next one then goes on. Files are brought to the relay before their message is sent, and do not hold up those without any.
 */
export function createPageOutbox(parts: PageOutboxParts): PageOutbox {
  const { own, store, uploader, socket, withLock, changed } = parts
  const messages = createOwnMessages(own, store, changed)
  const refusals = createRefusals(messages, () => uploading.wake())
  const uploads = createFileUploads({ ...parts, messages, refusals, content: store.content })
  const sending = createRetryLoop(() => sendNext({ own, messages, refusals, socket, withLock }), parts)
  const uploading = createRetryLoop(uploadNext, parts)
  let isStopped = false

  async function uploadNext(): Promise<Step> {
    const message = messages.nextUnsent((one) => !isWhole(one))
    if (!message || !socket()) return 'idle'
    const step = await withLock(message.id, async () => {
      const now = await messages.reread(message.id)
      const file = now?.files.find((one) => !one.isWhole)
      return now && file ? await uploads.upload(now, file) : 'done'
    })
    if (step === 'done') sending.wake()
    return step
  }

  function wake(): void {
    sending.wake()
    uploading.wake()
  }

  return {
    messages: () =>
      messages.all().map((message) => {
        const heldUp = uploads.heldUp(message.id)
        return heldUp === undefined ? message : { ...message, heldUp }
      }),
    progressOf: (id) => uploads.progressOf(messages.find(id)?.files ?? []),
    load: messages.load,
    add: async (text, files) => {
      if (isStopped) throw new FailureError('unavailable', 'The visit is being left on this device.')
      await messages.add({ id: parts.newEntryId(), text, files: [...files], writtenAt: parts.now() })
      wake()
    },
    flush: () => {
      sending.flushNow()
      uploading.flushNow()
    },
    settle: messages.settle,
    resend: (id) => {
      const message = messages.find(id)
      if (!message) return
      const { refused: _, ...waiting } = message
      refusals.forget(id)
      // Where it cannot be kept so, it stays refused, and there to be sent again.
      messages.change({ ...waiting, isSent: false }).then(wake, () => undefined)
    },
    discard: (id) => {
      const discarding = messages.discard(id)
      uploads.interrupt(id)
      void discarding.then((gone) => {
        for (const { uploadId } of gone?.files ?? []) if (uploadId) uploader.discard(uploadId)
      })
    },
    interrupt: () => uploads.interrupt(),
    stop: () => {
      isStopped = true
      sending.stop()
      uploading.stop()
      uploads.interrupt()
    },
  }
}
