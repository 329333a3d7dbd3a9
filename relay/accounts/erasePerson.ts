import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { AttachmentFiles } from '../attachments/attachmentFiles.ts'
import { removeUnreferenced } from '../attachments/removeFiles.ts'
import type { Principal } from '../sessions/access/principal.ts'
import { relayItself } from '../sessions/access/relayItself.ts'
import type { RemoveFromSessions } from '../sessions/lifecycle/removeFromSessions.ts'
import type { Store } from '../store/store.ts'
import { failureKeysOf } from './loginCounts.ts'
import type { EndedAccess } from './verifyToken.ts'

/** Record of an erasure that a person had the right to. */
export interface Erased {
  /** Name that replaces theirs. */
  readonly pseudonym: string
  /** Open sessions that they were taken out of. */
  readonly sessions: number
  /** Entries of theirs, or about them, that are kept under the pseudonym. */
  readonly entries: number
}

/**
 * Erases a person: what is kept for them goes, what is kept as a record stays under a pseudonym, and nobody comes in under the id any
 * more. Asked for again, it does what an earlier attempt has left. Refuses with `notFound` when nobody is known by the id.
 */
export type ErasePerson = (by: Principal, userId: UserId) => Promise<Erased>

export interface ErasePersonParts {
  readonly store: Pick<Store, 'erasure' | 'attachments' | 'retention'>
  readonly files: Pick<AttachmentFiles, 'removeUpload' | 'removeKept'>
  readonly removeFromSessions: RemoveFromSessions
  /** Names are others now, in memory too. */
  readonly userChanged: (userId: UserId) => Promise<void>
  readonly accessEnded: (ended: EndedAccess) => void
  readonly log: Logger
}

/** The same for one id each time, and not to be read back without a list of ids. */
function pseudonymOf(userId: UserId): string {
  return `Deleted user ${createHash('sha256').update(userId).digest('hex').slice(0, 8)}`
}

/** See `ErasePerson`. */
export function createErasePerson(parts: ErasePersonParts): ErasePerson {
  const { store, files, removeFromSessions, userChanged, accessEnded, log } = parts

  return async (by, userId) => {
    if (userId === relayItself.userId) throw new FailureError('forbidden', 'This id is the relay’s own.')
    const person = { userId, pseudonym: pseudonymOf(userId) }
    const uploads = await store.erasure.removeAccount(person, (places) => failureKeysOf(userId, places))
    if (!uploads) throw new FailureError('notFound', 'Nobody is known by this id.')
    accessEnded({ userId })
    for (const { id } of uploads) await files.removeUpload(id)
    await removeUnreferenced(
      parts,
      uploads.map(({ sha256 }) => sha256),
    )
    // Entries that were decided on before this are refused from here on: no name gets into the logs after they were renamed.
    const sessions = await removeFromSessions(by, userId)
    await userChanged(userId)
    let entries = 0
    let after: SessionId | null = null
    do {
      const renamed: Awaited<ReturnType<Store['erasure']['renameInLogs']>> = await store.erasure.renameInLogs(
        person,
        after,
      )
      entries += renamed.entries
      after = renamed.last
    } while (after !== null)
    await store.retention.scrub()
    log.info({ userId: by.userId, count: entries }, 'person erased')
    return { pseudonym: person.pseudonym, sessions, entries }
  }
}
