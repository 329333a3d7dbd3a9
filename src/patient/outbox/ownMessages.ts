import type { EntryId } from '../../shared/model/ids.ts'
import type { Outgoing, OwnInvitation } from '../store/keptRows.ts'
import type { PageStore } from '../store/pageStore.ts'

/** A message of one's own that the log does not hold yet. */
export interface OwnMessage extends Outgoing {
  /** The relay has it, and the log will hold it in a moment. */
  readonly isSent: boolean
}

/** The person's messages that the log does not hold yet, on the screen and on this device. */
export interface OwnMessages {
  /** In the order in which they were written. */
  readonly all: () => readonly OwnMessage[]
  readonly find: (id: EntryId) => OwnMessage | undefined
  /** Returns the first one that is still to be sent, of those for which this is true. */
  readonly nextUnsent: (is: (message: OwnMessage) => boolean) => OwnMessage | undefined
  /** Reads what was left from before. */
  readonly load: () => Promise<void>
  /** Keeps a message. Rejects when the browser cannot: then nothing was taken. */
  readonly add: (message: Omit<Outgoing, 'position'>) => Promise<void>
  /** Changes a message that is still here, on the disk and then on the screen. */
  readonly change: (message: OwnMessage) => Promise<void>
  /**
   * Returns the message as it is on the disk: another tab may have gone on with it, or have done with it. Undefined when it is not
   * to be sent.
   */
  readonly reread: (id: EntryId) => Promise<OwnMessage | undefined>
  /** The relay has it. */
  readonly markSent: (message: OwnMessage) => Promise<void>
  /** The log holds these: they need not be sent, or kept, any more. */
  readonly settle: (ids: ReadonlySet<EntryId>) => void
  /** Forgets a message, and returns it. Undefined where the browser cannot, and where it is being forgotten already. */
  readonly discard: (id: EntryId) => Promise<OwnMessage | undefined>
}

/** `changed` is called after each change of what is to be drawn. */
export function createOwnMessages(own: OwnInvitation, store: PageStore, changed: () => void): OwnMessages {
  let messages: readonly OwnMessage[] = []
  /** Being forgotten: they must not be sent meanwhile. */
  const leaving = new Set<EntryId>()

  const find = (id: EntryId) => messages.find((message) => message.id === id)
  const replace = (id: EntryId, next: OwnMessage | undefined) => {
    messages = messages.flatMap((message) => (message.id === id ? (next ?? []) : message))
    changed()
  }
  const isUnsent = ({ id, isSent, refused }: OwnMessage) => !isSent && refused === undefined && !leaving.has(id)

  return {
    all: () => messages,
    find,
    nextUnsent: (is) => messages.find((message) => isUnsent(message) && is(message)),
    load: async () => {
      messages = (await store.outgoing(own)).map(fromBefore)
    },
    add: async (message) => {
      const kept = await store.addOutgoing(own, message)
      messages = [...messages, { ...kept, isSent: false }]
      changed()
    },
    change: async (message) => {
      if (!find(message.id)) return
      const { isSent: _, ...kept } = message
      await store.putOutgoing(own, kept)
      if (find(message.id)) replace(message.id, message)
    },
    reread: async (id) => {
      const kept = await store.findOutgoing(id)
      const now = kept && find(id) && { ...kept, isSent: false }
      replace(id, now)
      return now && isUnsent(now) ? now : undefined
    },
    markSent: async (message) => {
      // When the browser cannot, it is sent again by the same id, and the relay acknowledges it again.
      await store.removeOutgoing(message)
      // Unless the log was faster.
      if (find(message.id)) replace(message.id, { ...message, isSent: true })
    },
    settle: (ids) => {
      const settled = messages.filter(({ id }) => ids.has(id))
      if (settled.length === 0) return
      messages = messages.filter(({ id }) => !ids.has(id))
      // One that remains on the disk is settled again when the page is opened next.
      for (const message of settled) if (!message.isSent) store.removeOutgoing(message).then(undefined, () => undefined)
      changed()
    },
    discard: async (id) => {
      const message = find(id)
      if (!message || leaving.has(id)) return undefined
      leaving.add(id)
      const isGone = await store.removeOutgoing(message).then(
        () => true,
        () => false,
      )
      if (isGone) replace(id, undefined)
      leaving.delete(id)
      return isGone ? message : undefined
    },
  }
}

function fromBefore({ refused, ...message }: Outgoing): OwnMessage {
  // Kept so by an earlier version of the page: it goes when the session is opened again.
  return { ...message, isSent: false, ...(refused === undefined || refused === 'sessionClosed' ? {} : { refused }) }
}

/** Returns whether the relay has all files of a message. */
export const isWhole = ({ files }: Pick<Outgoing, 'files'>) => files.every((file) => file.isWhole)
