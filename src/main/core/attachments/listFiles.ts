import type { CommandOutput, CommandRequest } from '../../../shared/ipc/commands.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { UserId } from '../../../shared/model/ids.ts'
import type { StorageReader } from '../../storage/storage.ts'

export interface ListingParts {
  readonly storage: Pick<StorageReader, 'sessions' | 'ranges' | 'files'>
  readonly self: () => UserId
}

/** Messages with files of one thread, at most. */
const mostMessages = 500
const threads = ['care', 'staff'] as const

/** Returns what lists the files of a session that this workstation knows of, newest first. Throws `notFound`. */
export function createListing({ storage, self }: ListingParts) {
  return async ({ sessionId }: CommandRequest<'readFiles'>): Promise<CommandOutput<'readFiles'>> => {
    const session = storage.sessions.find(sessionId)
    if (!session) throw new FailureError('notFound', 'There is no such session.')
    const nameOf = new Map(session.participants.map(({ userId, name }) => [userId, name]))
    const found = threads.flatMap((thread) => storage.ranges.findHolding(self(), sessionId, thread) ?? [])
    const items = found.flatMap(({ threadId, thread }) =>
      storage.files.carried(threadId, mostMessages).flatMap(({ attachments, senderId, senderName, ...message }) =>
        attachments.map((attachment) => ({
          ...{ ...message, thread, senderName: nameOf.get(senderId) ?? senderName, attachment },
        })),
      ),
    )
    const isWhole = found.every(({ ranges, headSeq }) => {
      const [first] = ranges
      return headSeq === 0 || (ranges.length === 1 && first?.fromSeq === 1 && first.upToSeq >= headSeq)
    })
    return { items: items.sort((a, b) => b.at - a.at), isWhole }
  }
}
