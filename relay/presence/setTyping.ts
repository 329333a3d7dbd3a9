import type { SessionId } from '../../src/shared/model/ids.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { RateLimiter } from '../limits/createRateLimiter.ts'
import { requireAccess, requireVoice } from '../sessions/access.ts'
import type { Asker } from '../sessions/asker.ts'
import type { SessionDirectory } from '../sessions/sessionDirectory.ts'
import type { TypingBoard } from './typingBoard.ts'

/**
 * Says by one connection that the asker types in a thread, or has stopped. Refuses with `notFound`, `forbidden` (support that has
 * not joined) and `rateLimited`; who has stopped is always heard.
 */
export type SetTyping = (
  asker: Asker,
  connectionId: string,
  notice: { readonly sessionId: SessionId; readonly thread: Thread; readonly typing: boolean },
) => Promise<void>

export function createSetTyping(parts: {
  readonly directory: SessionDirectory
  readonly board: Pick<TypingBoard, 'start' | 'stop'>
  readonly limit: RateLimiter
}): SetTyping {
  const { directory, board, limit } = parts
  return async (asker, connectionId, { sessionId, thread, typing }) => {
    const { userId } = asker
    const { session, access } = await requireAccess(directory, asker, sessionId, thread)
    requireVoice(access)
    if (typing) {
      await limit('typingInSession', `${userId} ${sessionId}`)
      board.start(connectionId, { session, thread, userId, name: access.name })
    } else board.stop(userId, session, thread)
  }
}
