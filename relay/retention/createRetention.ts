import type { Logger } from 'pino'
import type { SessionId } from '../../src/shared/model/ids.ts'
import type { AttachmentFiles } from '../attachments/attachmentFiles.ts'
import type { Publish } from '../sessions/news.ts'
import type { SessionDirectory } from '../sessions/sessionDirectory.ts'
import type { SessionRecord, Store } from '../store/store.ts'

export interface Purge {
  /** Nothing that was said or done since then (ms since 1970) is removed, and no session that is open or in dispute. */
  readonly beforeMs: number
  /** Only tells what would be removed. */
  readonly isTrial: boolean
}

export interface Purged {
  readonly sessionIds: readonly SessionId[]
  /** Files of attachments that were removed. */
  readonly files: number
}

export interface RetentionParts {
  readonly store: Pick<Store, 'retention' | 'attachments' | 'sessions'>
  readonly directory: Pick<SessionDirectory, 'held' | 'replace'>
  readonly publish: Publish
  readonly files: Pick<AttachmentFiles, 'removeKept'>
  readonly log: Logger
}

const sessionsAtOnce = 100

/** Removes what may no longer be kept, and has everyone who is connected forget it. */
export function createRetention({ store, directory, publish, files, log }: RetentionParts) {
  /** Whoever holds the session is told that it is no longer theirs. */
  function forget(record: SessionRecord): void {
    const nobody = { ...record, active: false, patient: null, dispute: null, escalation: null, participants: [] }
    const session = directory.replace(nobody, directory.held(record.id))
    const removed = record.participants.map(({ userId }) => userId)
    publish({ kind: 'session', session, watermarks: [], removed, isClosedToSupport: true })
  }

  return async ({ beforeMs, isTrial }: Purge): Promise<Purged> => {
    const sessionIds: SessionId[] = []
    let removedFiles = 0
    let after: SessionId | null = null
    for (;;) {
      const found: SessionId[] = await store.retention.purgeable(beforeMs, sessionsAtOnce, after)
      for (const id of found) {
        after = id
        if (isTrial) {
          sessionIds.push(id)
          continue
        }
        const record = await store.sessions.find(id)
        const hashes = await store.retention.purge(id, beforeMs)
        if (!record || !hashes) continue
        forget(record)
        for (const hash of await store.attachments.unneeded(hashes)) {
          await files.removeKept(hash)
          removedFiles += 1
        }
        sessionIds.push(id)
        log.info({ sessionId: id }, 'session purged')
      }
      if (found.length < sessionsAtOnce) return { sessionIds, files: removedFiles }
    }
  }
}
