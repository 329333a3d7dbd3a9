import type { CachedSession } from '../../sessions/cache/cachedSession.ts'
import type { Store } from '../../store/store.ts'
import type { Past } from './rooms.ts'

/** Messages of a session that receipts may still come for. */
const pastMessages = 100
/** Most times that what was written meanwhile is read again; whoever writes faster than that is heard from then on. */
const mostReadings = 3

/** The newest messages of the care thread and how far everyone has it, as of when this resolves. */
export async function readPast(store: Pick<Store, 'log' | 'watermarks'>, session: CachedSession): Promise<Past> {
  const { id: sessionId } = session.record()
  const from = { before: Number.MAX_SAFE_INTEGER }
  for (let reading = 1; ; reading++) {
    const marks = (await store.watermarks.of([sessionId])).filter(({ thread }) => thread === 'care')
    const entries = await store.log.read({ sessionId, thread: 'care', limit: pastMessages, from })
    const isWhole = (entries.at(-1)?.seq ?? 0) >= session.head('care')
    if (!isWhole && reading < mostReadings) continue
    const messages = entries.flatMap(({ id, seq, senderId, body }) =>
      body.kind === 'message' ? [{ id, seq, senderId }] : [],
    )
    return { messages, marks }
  }
}
