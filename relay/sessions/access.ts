import { FailureError } from '../../src/shared/model/failure.ts'
import type { SessionId } from '../../src/shared/model/ids.ts'
import type { Role } from '../../src/shared/model/role.ts'
import { type Thread, threadsVisibleTo } from '../../src/shared/model/thread.ts'
import type { SessionRecord } from '../store/store.ts'
import type { Asker } from './asker.ts'
import type { KnownSession } from './knownSession.ts'
import type { SessionDirectory } from './sessionDirectory.ts'

/** As what someone is in a session, and what of it is theirs to see. */
export interface Access {
  readonly role: Role
  readonly name: string
  readonly threads: readonly Thread[]
  /** False for an administrator who looks on. */
  readonly isParticipant: boolean
}

/**
 * Participants see what both their role in the session and the role in their token allow; administrators see every session.
 * Anyone else: undefined.
 */
export function accessOf(session: KnownSession, asker: Asker): Access | undefined {
  const participant = session.participant(asker.userId)
  if (participant) {
    const role = asker.role === 'patient' ? 'patient' : participant.role
    const name = participant.name === participant.userId ? asker.name : participant.name
    return { role, name, threads: threadsVisibleTo(role), isParticipant: true }
  }
  if (asker.role !== 'admin') return undefined
  return { role: 'admin', name: asker.name, threads: threadsVisibleTo('admin'), isParticipant: false }
}

/**
 * The session and the asker's access to one of its threads. Throws `FailureError('notFound')` when there is no such session
 * or thread for this asker: what may not be seen is not told from what is not there.
 */
export async function requireAccess(
  directory: SessionDirectory,
  asker: Asker,
  sessionId: SessionId,
  thread: Thread,
): Promise<{ readonly session: KnownSession; readonly access: Access }> {
  const session = directory.known(sessionId) ?? (await directory.find(sessionId))
  const access = session && accessOf(session, asker)
  if (!session || !access?.threads.includes(thread))
    throw new FailureError('notFound', 'There is no such session for this user.')
  return { session, access }
}

/** Whether entries may be added at this time (ms since 1970). */
export function isOpen(record: SessionRecord, nowMs: number): boolean {
  return record.active && (record.expiresAtMs === null || nowMs < record.expiresAtMs)
}
