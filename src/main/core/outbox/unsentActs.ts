import type { CommandOutput, CommandRequest } from '../../../shared/ipc/commands.ts'
import type { PendingMessage } from '../../../shared/ipc/message.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { EntryId } from '../../../shared/model/ids.ts'
import { textGivenBack } from '../../../shared/model/text/textGivenBack.ts'
import { limits } from '../../../shared/protocol/limits.ts'
import type { OutboxItem, OutboxMessage } from '../../storage/outboxStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { Commit } from '../log/commit.ts'
import { waitingFiles } from '../log/files/writeFiles.ts'
import type { UnsentMessages } from '../log/unsentMessages.ts'
import type { AskingAgain } from './askingAgain.ts'
import type { createOutboxSender } from './outboxSender.ts'
import { requireText } from './requireSendable.ts'
import { isWhole } from './sendItem.ts'

type Sender = ReturnType<typeof createOutboxSender>

export interface UnsentActsParts {
  readonly storage: Pick<StorageReader, 'drafts' | 'files'>
  readonly unsent: Pick<UnsentMessages, 'find'>
  readonly commit: Pick<Commit, 'updateItems' | 'updateFiles' | 'withdrawItem' | 'takeBack'>
  readonly asking: Pick<AskingAgain, 'answered'>
  readonly sender: Pick<Sender, 'isUnderWay' | 'retryNow'>
  readonly replace: (message: OutboxMessage, id: EntryId, text: string) => PendingMessage
  /** Ends the time for which a message lies here. */
  readonly lieNoMore: (id: EntryId) => void
}

export type UnsentActs = ReturnType<typeof createUnsentActs>

const mayHaveArrived =
  'This message may have reached the relay. It is being sent until that is certain, and cannot be changed before.'

/** Returns whether the relay does not have an item, and is not about to get it. */
export function isCertain(sender: Pick<Sender, 'isUnderWay'>, item: OutboxItem): boolean {
  return !sender.isUnderWay(item) && item.outcome !== 'unknown'
}

/** Creates what a person does with what is unsent. */
export function createUnsentActs({ storage, unsent, commit, asking, sender, replace, lieNoMore }: UnsentActsParts) {
  /** The relay may hold this, or be about to: the patient must not get it and another in its place. */
  function requireCertain(item: OutboxItem): void {
    if (!isCertain(sender, item)) throw new FailureError('conflict', mayHaveArrived)
  }

  return {
    /** Tries something again now, also what was parked. Throws `notFound`. */
    retry: (id: EntryId): void => {
      const item = requireUnsent(unsent, id)
      lieNoMore(id)
      if (item.kind === 'message' && item.heldBy !== null) commit.updateItems(asking.answered(item))
      else if (item.kind === 'message' && !isWhole(item))
        commit.updateFiles({ ...item, failure: null, releaseAt: null, files: waitingFiles(item.files) })
      else if (item.failure) commit.updateItems([{ ...item, failure: null }])
      else if (item.kind === 'message' && item.releaseAt !== null) commit.updateItems([{ ...item, releaseAt: null }])
      sender.retryNow(item.sessionId)
    },

    /** Takes a message that has not left back into the draft of its thread, with its files. Throws `notFound` or `conflict`. */
    takeBack: (id: EntryId): CommandOutput<'takeBackMessage'> => {
      const item = requireUnsent(unsent, id)
      if (item.kind !== 'message') throw new FailureError('conflict', 'This is no message.')
      requireCertain(item)
      const { sessionId, thread, text, replyTo } = item
      requireRoom(item, storage.files.ofDraft(sessionId, thread).length)
      const draft = textGivenBack(text, storage.drafts.of(sessionId)[thread])
      commit.takeBack(item, draft)
      return { draft, replyTo }
    },

    /** Replaces a message by another text under another id, in its place. Throws `notFound`, `conflict`, or as `enqueue`. */
    revise: ({ id, newId, text }: CommandRequest<'reviseMessage'>): PendingMessage => {
      const replaced = requireUnsent(unsent, id)
      if (replaced.kind !== 'message' || unsent.find(newId))
        throw new FailureError('conflict', 'This is no message, or the new id is in use.')
      requireCertain(replaced)
      requireText(text, replaced.files.length > 0)
      return replace({ ...replaced, files: waitingFiles(replaced.files) }, newId, text)
    },

    /** Withdraws something for good. Throws `notFound` or `conflict`. */
    discard: (id: EntryId): void => {
      const item = requireUnsent(unsent, id)
      requireCertain(item)
      commit.withdrawItem(item)
    },
  }
}

function requireUnsent(unsent: UnsentActsParts['unsent'], id: EntryId): OutboxItem {
  const item = unsent.find(id)
  if (!item) throw new FailureError('notFound', 'This message is not unsent any more.')
  return item
}

/** Throws `conflict` where a draft would have more files than a message may carry. */
function requireRoom({ files }: OutboxMessage, inDraft: number): void {
  if (files.length === 0 || inDraft + files.length <= limits.attachmentsPerMessage) return
  throw new FailureError(
    'conflict',
    'The draft has no room for the files of this message. Send or remove its own first.',
  )
}
