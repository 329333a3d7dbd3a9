import type { CachedSession } from '../../sessions/cache/cachedSession.ts'
import type { Store } from '../../store/store.ts'
import type { RecentHistory } from './receiptTracker.ts'

/** Messages of a session for which receipts may still arrive. */
const historyMessages = 100
/** Most attempts to read also what was written meanwhile; of a session in which more is written, only later messages get receipts. */
const maxAttempts = 3

/** Returns the newest messages of the care thread and everyone's watermark in it, as of when this resolves. */
export async function readRecentHistory(
  store: Pick<Store, 'log' | 'watermarks'>,
  session: CachedSession,
): Promise<RecentHistory> {
  const { id: sessionId } = session.record()
  const from = { before: Number.MAX_SAFE_INTEGER }
  for (let attempt = 1; ; attempt++) {
    const watermarks = (await store.watermarks.of([sessionId])).filter(({ thread }) => thread === 'care')
    const entries = await store.log.read({ sessionId, thread: 'care', limit: historyMessages, from })
    const isWhole = (entries.at(-1)?.seq ?? 0) >= session.head('care')
    if (!isWhole && attempt < maxAttempts) continue
    const messages = entries.flatMap(({ id, seq, senderId, body }) =>
      body.kind === 'message' ? [{ id, seq, senderId }] : [],
    )
    return { messages, watermarks }
  }
}
