import type { Logger } from 'pino'
import { isOpenToSupport } from '../sessions/access/access.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import { type Publish, sessionEvent } from '../sessions/sessionEvents.ts'
import type { SessionRecord } from '../store/sessions/sessionRecord.ts'
import type { Store } from '../store/store.ts'

/** Delivers, on this node, a session that was found to differ in the store from memory. Returns at once. */
export function createDeliverOutdated(parts: {
  readonly store: Pick<Store, 'watermarks'>
  readonly deliverInSession: Publish
  readonly log: Logger
}): (session: CachedSession, previous: SessionRecord) => void {
  const { store, deliverInSession, log } = parts

  async function deliver(session: CachedSession, previous: SessionRecord): Promise<void> {
    const record = session.record()
    const removed = previous.participants.map(({ userId }) => userId).filter((userId) => !session.participant(userId))
    const isClosedToSupport = isOpenToSupport(previous) && !isOpenToSupport(record)
    const watermarks = await store.watermarks.of([record.id])
    deliverInSession(sessionEvent(session, { watermarks, removed, isClosedToSupport }), session)
  }

  return (session, previous) =>
    void deliver(session, previous).catch((error: unknown) => log.warn({ error }, 'a session could not be read again'))
}
