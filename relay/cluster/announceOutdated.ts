import type { Logger } from 'pino'
import { isOpenToSupport } from '../sessions/access/access.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import { type Publish, sessionEvent } from '../sessions/sessionEvents.ts'
import type { SessionRecord } from '../store/sessions/sessionRecord.ts'
import type { Store } from '../store/store.ts'

/** Tells those on this node of a session that was found to be otherwise in the store than in memory. Returns at once. */
export function createAnnounceOutdated(parts: {
  readonly store: Pick<Store, 'watermarks'>
  readonly deliverOf: Publish
  readonly log: Logger
}): (session: CachedSession, previous: SessionRecord) => void {
  const { store, deliverOf, log } = parts

  async function announce(session: CachedSession, previous: SessionRecord): Promise<void> {
    const record = session.record()
    const removed = previous.participants.map(({ userId }) => userId).filter((userId) => !session.participant(userId))
    const isClosedToSupport = isOpenToSupport(previous) && !isOpenToSupport(record)
    const watermarks = await store.watermarks.of([record.id])
    deliverOf(sessionEvent(session, { watermarks, removed, isClosedToSupport }), session)
  }

  return (session, previous) =>
    void announce(session, previous).catch((error: unknown) => log.warn({ error }, 'a session could not be read again'))
}
