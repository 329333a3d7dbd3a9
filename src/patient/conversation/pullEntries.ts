import { pullPages } from '../../client/pullPages.ts'
import type { RelaySocket } from '../../client/relaySocket.ts'
import { requireAnswer } from '../../client/reply.ts'
import type { Entry } from '../../shared/model/entry.ts'
import { FailureError } from '../../shared/model/failure.ts'
import type { SessionId } from '../../shared/model/ids.ts'
import type { Session } from '../../shared/model/session.ts'
import type { Cursor } from '../../shared/protocol/sync.ts'
import type { EntryRange } from './entryRange.ts'

/** Entries asked for at first, and with each step back. */
export const pageEntries = 60
/** Thread in which the patient takes part. */
export const careThread = 'care' as const

/**
 * Pulls the session and everything after the newest entry of the range; at first, the newest entries. Returns whether the session
 * is still open to this patient: otherwise nothing was pulled. Rejects with a `FailureError`.
 */
export async function pullMissed(
  socket: RelaySocket,
  parts: {
    readonly sessionId: SessionId
    readonly range: Pick<EntryRange, 'newest'>
    readonly take: (entries: readonly Entry[]) => Promise<unknown>
    /** Returns whether the session is open to this patient; undefined is one that they may not see any more. */
    readonly takeSession: (session: Session | undefined) => boolean
  },
): Promise<boolean> {
  const { sessionId, range, take, takeSession } = parts
  const isFirst = range.newest() === 0
  let isOpen = false
  let head = 0
  const end = await pullPages({
    first: { scope: 'all', cursors: [cursorAfter(sessionId, isFirst ? Number.MAX_SAFE_INTEGER : range.newest())] },
    pullPage: async (request) => {
      const reply = await socket.request('sync:pull', request)
      if (reply.outcome !== 'answered') return reply
      if (request.scope === 'all') {
        const session = reply.answer.sessions?.find(({ id }) => id === sessionId)
        isOpen = takeSession(session)
        head = session?.heads.care ?? 0
      }
      if (isOpen) await take(reply.answer.entries)
      return reply
    },
    lacking: (more) => {
      if (range.newest() === 0)
        return isOpen && head > 0 ? [cursorAfter(sessionId, Math.max(0, head - pageEntries))] : []
      return isOpen && more ? [cursorAfter(sessionId, range.newest())] : []
    },
  })
  if ('failure' in end) throw new FailureError(end.failure.kind, end.failure.message)
  return isOpen
}

/** Pulls the entries right before this `seq`; none without a connection. Rejects with a `FailureError`. */
export async function pullBefore(
  socket: RelaySocket | undefined,
  sessionId: SessionId,
  to: number,
): Promise<readonly Entry[]> {
  if (!socket) return []
  const cursors = [cursorAfter(sessionId, Math.max(0, to - 1 - pageEntries))]
  return requireAnswer(await socket.request('sync:pull', { scope: 'cursors', cursors })).entries
}

function cursorAfter(sessionId: SessionId, after: number): Cursor {
  return { sessionId, thread: careThread, after }
}
