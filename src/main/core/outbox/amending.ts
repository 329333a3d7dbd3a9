import type { CommandRequest } from '../../../shared/ipc/commands.ts'
import type { Change } from '../../../shared/model/changes/messageChange.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { EntryId } from '../../../shared/model/ids.ts'
import type { OutboxAmendment, OutboxItem, OutboxMessage } from '../../storage/outboxStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { UnsentMessages } from '../log/unsentMessages.ts'
import { requireText, requireThread } from './requireSendable.ts'

export interface AmendingParts {
  readonly storage: Pick<StorageReader, 'sessions'>
  readonly unsent: Pick<UnsentMessages, 'find' | 'amending' | 'nextPosition'>
  /** Returns whether the relay does not have an item, and is not about to get it. */
  readonly isCertain: (item: OutboxItem) => boolean
  readonly queuedNow: () => Pick<OutboxAmendment, 'queuedAt' | 'attempts' | 'outcome' | 'failure'>
  /** Puts an amendment on the disk in the place of others. */
  readonly queue: (amendment: OutboxAmendment, replaced: readonly OutboxItem[]) => void
  readonly replace: (message: OutboxMessage, id: EntryId, text: string) => void
  readonly withdraw: (message: OutboxMessage) => void
}

type Request = Omit<CommandRequest<'reactToMessage'>, 'emoji' | 'on'>

export type Amending = ReturnType<typeof createAmending>

/**
 * Creates what says something of an earlier message. What is said of one that is certainly unsent is done to that one, here; what is said of one
 * that may be at the relay waits behind it. Each is done once under its id, and throws as `enqueue` does.
 */
export function createAmending(parts: AmendingParts) {
  const { unsent } = parts

  /** Throws `conflict` when a message is neither unsent nor known to be logged: it has just left. */
  function queue(request: Request, change: Change, replaced: readonly OutboxItem[] = []): void {
    const { id, sessionId, thread, target } = request
    const isUnsent = unsent.find(target) !== undefined
    const targetSeq = isUnsent ? null : request.targetSeq
    if (targetSeq === undefined) throw new FailureError('conflict', 'This message has just been sent. Try again.')
    const position = unsent.nextPosition()
    const about = { kind: 'amendment', id, sessionId, thread, position, target, targetSeq } as const
    parts.queue({ ...about, change, ...parts.queuedNow() }, replaced)
  }

  function findUnsent({ target }: Request): OutboxMessage | undefined {
    const item = unsent.find(target)
    return item?.kind === 'message' && parts.isCertain(item) ? item : undefined
  }

  return {
    edit: ({ text, ...request }: CommandRequest<'editMessage'>): void => {
      if (unsent.find(request.id)) return
      requireThread(parts.storage, request)
      requireText(text)
      const message = findUnsent(request)
      if (message) parts.replace(message, request.id, text)
      else queue(request, { kind: 'edit', text })
    },
    redact: ({ reason, ...request }: CommandRequest<'redactMessage'>): void => {
      if (unsent.find(request.id)) return
      requireThread(parts.storage, request)
      const message = findUnsent(request)
      if (message) {
        parts.withdraw(message)
        return
      }
      // What was still to be said of it is taken back with it.
      const replaced = unsent.amending(request.sessionId, request.target).filter(parts.isCertain)
      queue(request, { kind: 'redaction', ...(reason !== undefined && { reason }) }, replaced)
    },
    react: ({ emoji, on, ...request }: CommandRequest<'reactToMessage'>): void => {
      if (unsent.find(request.id)) return
      requireThread(parts.storage, request)
      if (unsent.find(request.target)) throw new FailureError('conflict', 'This message is not sent yet.')
      queue(request, { kind: 'reaction', emoji, on })
    },
  }
}
