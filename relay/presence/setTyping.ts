import type { SessionId } from '../../src/shared/model/ids.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { RateLimiter } from '../limits/createRateLimiter.ts'
import { accessOf, requireAccess, requireVoice } from '../sessions/access.ts'
import type { Asker } from '../sessions/asker.ts'
import type { SessionDirectory } from '../sessions/sessionDirectory.ts'
import type { TypingBoard } from './typingBoard.ts'

/**
 * Records from one connection that the asker types in a thread, or has stopped. Refuses with `notFound`, `forbidden` (support
 * that has not joined) and `rateLimited`; a stop is always accepted. In a closed session nobody is told.
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
      const isAllowed = () => session.record().active && (accessOf(session, asker)?.threads.includes(thread) ?? false)
      if (isAllowed()) board.start(connectionId, { session, thread, userId, name: access.name, isAllowed })
    } else board.stop(userId, session, thread)
  }
}
