import type { RelaySocket } from '../../client/relaySocket.ts'
import { requireAnswer } from '../../client/reply.ts'
import type { Entry } from '../../shared/model/entry.ts'
import { FailureError } from '../../shared/model/failure.ts'
import type { SessionId } from '../../shared/model/ids.ts'
import type { Session } from '../../shared/model/session.ts'
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
  const after = isFirst ? Number.MAX_SAFE_INTEGER : range.newest()
  const cursors = [{ sessionId, thread: careThread, after }]
  const answer = requireAnswer(await socket.request('sync:pull', { scope: 'all', cursors }))
  const session = answer.sessions?.find(({ id }) => id === sessionId)
  if (!takeSession(session)) return false
  await take(answer.entries)
  const head = session?.heads.care ?? 0
  let more = isFirst ? head > 0 : answer.more
  while (more) {
    const before = range.newest()
    const next = await pullAfter(socket, sessionId, before === 0 ? Math.max(0, head - pageEntries) : before)
    await take(next.entries)
    more = next.more
    // Asked for the same again, the relay would answer the same.
    if (more && range.newest() === before) throw new FailureError('internal', 'Catching up does not get on.')
  }
  return true
}

/** Pulls the entries right before this `seq`; none without a connection. Rejects with a `FailureError`. */
export async function pullBefore(
  socket: RelaySocket | undefined,
  sessionId: SessionId,
  to: number,
): Promise<readonly Entry[]> {
  if (!socket) return []
  const { entries } = await pullAfter(socket, sessionId, Math.max(0, to - 1 - pageEntries))
  return entries
}

async function pullAfter(socket: RelaySocket, sessionId: SessionId, after: number) {
  const cursors = [{ sessionId, thread: careThread, after }]
  return requireAnswer(await socket.request('sync:pull', { scope: 'cursors', cursors }))
}
