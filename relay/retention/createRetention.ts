import type { Logger } from 'pino'
import type { SessionId } from '../../src/shared/model/ids.ts'
import type { AttachmentFiles } from '../attachments/attachmentFiles.ts'
import { removeUnreferenced } from '../attachments/removeFiles.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import { type Publish, sessionEvent } from '../sessions/sessionEvents.ts'
import type { SessionRecord } from '../store/sessions/sessionRecord.ts'
import type { Store } from '../store/store.ts'

export interface Purge {
  /** Nothing that was written or done since then (ms since 1970) is removed, and no session that is open or in dispute. */
  readonly beforeMs: number
  /** Only reports what would be removed. */
  readonly isTrial: boolean
  /** Also what redactions since before then have taken out of messages that are kept. */
  readonly takesRedacted: boolean
}

export interface Purged {
  readonly sessionIds: readonly SessionId[]
  /** Messages and edits whose words redactions had taken out. */
  readonly redacted: number
  /** Files of attachments that were removed. */
  readonly files: number
}

export interface RetentionParts {
  readonly store: Pick<Store, 'retention' | 'attachments' | 'sessions'>
  readonly sessionCache: Pick<SessionCache, 'applyLocal'>
  readonly publish: Publish
  readonly files: Pick<AttachmentFiles, 'removeKept'>
  readonly log: Logger
}

const sessionsAtOnce = 100

/** Creates the removal of what may no longer be kept; connected clients are sent that they no longer have the session. */
export function createRetention({ store, sessionCache, publish, files, log }: RetentionParts) {
  /** Notifies everyone who holds the session that it is no longer theirs. */
  function forget(record: SessionRecord): void {
    const version = record.version + 1
    const nobody = {
      ...record,
      version,
      active: false,
      patient: null,
      dispute: null,
      escalation: null,
      later: null,
      participants: [],
    }
    const session = sessionCache.applyLocal(nobody, { care: 0, staff: 0 })
    const removed = record.participants.map(({ userId }) => userId)
    publish(sessionEvent(session, { watermarks: [], removed, isClosedToSupport: true }), session)
  }

  /** Returns how many files were removed with the session; undefined when it is kept. */
  async function purgeSession(id: SessionId, beforeMs: number): Promise<number | undefined> {
    const record = await store.sessions.find(id)
    const hashes = await store.retention.purge(id, beforeMs)
    if (!record || !hashes) return undefined
    forget(record)
    log.info({ sessionId: id }, 'session purged')
    return await removeUnreferenced({ store, files }, hashes)
  }

  async function purgeSessions({ beforeMs, isTrial }: Purge): Promise<Omit<Purged, 'redacted'>> {
    const sessionIds: SessionId[] = []
    let removedFiles = 0
    let after: SessionId | null = null
    for (;;) {
      const found: SessionId[] = await store.retention.purgeable(beforeMs, sessionsAtOnce, after)
      for (const id of found) {
        after = id
        const removed = isTrial ? 0 : await purgeSession(id, beforeMs)
        if (removed === undefined) continue
        removedFiles += removed
        sessionIds.push(id)
      }
      if (found.length < sessionsAtOnce) return { sessionIds, files: removedFiles }
    }
  }

  return async (purge: Purge): Promise<Purged> => {
    const { beforeMs, isTrial, takesRedacted } = purge
    const { sessionIds, files: sessionFiles } = await purgeSessions(purge)
    if (isTrial) {
      const redacted = takesRedacted ? await store.retention.countRedacted(beforeMs) : 0
      return { sessionIds, redacted, files: 0 }
    }
    const { count, hashes } = takesRedacted ? await store.retention.purgeRedacted(beforeMs) : { count: 0, hashes: [] }
    const redactedFiles = await removeUnreferenced({ store, files }, hashes)
    // Also when nothing was found: an earlier purge may have been ended between its removing and this.
    await store.retention.scrub()
    return { sessionIds, redacted: count, files: sessionFiles + redactedFiles }
  }
}
