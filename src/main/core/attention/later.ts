import type { ServerTime } from '../../../client/serverTime.ts'
import type { CommandRequest, Handlers } from '../../../shared/ipc/commands.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { UserId } from '../../../shared/model/ids.ts'
import { leastLaterMs, mostLaterMs } from '../../../shared/model/later.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { Commit } from '../log/commit.ts'
import { createLaterSender, type LaterSenderParts } from './laterSender.ts'

export interface LaterParts extends LaterSenderParts {
  readonly storage: Pick<StorageReader, 'sessions' | 'laters'>
  readonly commit: Pick<Commit, 'queueLater' | 'concludeLater' | 'asOfNow' | 'hasChangedSince'>
  readonly serverTime: Pick<ServerTime, 'now'>
  readonly self: () => UserId
}

/** Creates what puts sessions off for a person here: on the disk first, in force from then on, and at the relay when that can be reached. */
export function createLater(parts: LaterParts) {
  const { storage, commit, serverTime, self } = parts
  const sender = createLaterSender(parts)

  /** Throws `notFound`, `forbidden`, `invalid`, or `diskFull` with nothing changed. */
  function setLater({ id, sessionId, later }: CommandRequest<'setLater'>): void {
    const own = self()
    const session = storage.sessions.find(sessionId)
    if (!session) throw new FailureError('notFound', 'There is no such session.')
    if (!session.participants.some(({ userId, role }) => userId === own && role === 'clinician'))
      throw new FailureError('forbidden', 'Only the clinicians of a session put it off.')
    const nowMs = serverTime.now()
    if (later && later.until !== null) requireInTime(later.until - nowMs)
    commit.queueLater({ id, sessionId, later: later && { ...later, by: own, at: nowMs } })
    sender.send(id)
  }

  return {
    handlers: {
      setLater: async (request) => {
        setLater(request)
        return {}
      },
    } satisfies Partial<Handlers>,
    onTransport: sender.retryAllNow,
    close: sender.close,
  }
}

function requireInTime(forMs: number): void {
  if (forMs < leastLaterMs) throw new FailureError('invalid', 'A session is put off for one minute at the least.')
  if (forMs > mostLaterMs) throw new FailureError('invalid', 'A session is put off for seven days at the most.')
}
