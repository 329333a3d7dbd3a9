import { type FailureKind, retryPolicyOf } from '../../shared/model/failure.ts'
import type { EntryId } from '../../shared/model/ids.ts'
import type { OwnMessage, OwnMessages } from './ownMessages.ts'
import type { Step } from './retryLoop.ts'

export interface Refusals {
  /** Decides what becomes of a message that the relay has refused, or not taken: it waits, its files go anew, or it stays refused. */
  readonly take: (message: OwnMessage, kind: FailureKind) => Promise<Step>
  /** The person sends it again: the relay may have given up its files since, as it may have the time before. */
  readonly forget: (id: EntryId) => void
}

/** `restarted` is called when the files of a message are to be brought to the relay anew. */
export function createRefusals(messages: OwnMessages, restarted: () => void): Refusals {
  const startedAnew = new Set<EntryId>()

  /** The relay keeps what was not sent for an hour only: it is brought there again, once. */
  async function startAnew(message: OwnMessage): Promise<Step> {
    const { isTried: _, ...untried } = message
    const files = message.files.map(({ uploadId: _id, isWhole: _whole, ...file }) => file)
    await messages.change({ ...untried, files })
    startedAnew.add(message.id)
    restarted()
    return 'done'
  }

  return {
    take: async (message, kind) => {
      const { id, files } = message
      const isBegun = files.some(({ uploadId }) => uploadId !== undefined)
      if (kind === 'notFound' && isBegun && !startedAnew.has(id)) return startAnew(message)
      // A session may be opened again, and the message goes then.
      if (retryPolicyOf[kind] !== 'never' || kind === 'sessionClosed') return 'later'
      await messages.change({ ...message, refused: kind })
      return 'done'
    },
    forget: (id) => void startedAnew.delete(id),
  }
}
