import { judgeLogPart } from '../../../../client/readLogPages.ts'
import { type Failure, retryPolicyOf } from '../../../../shared/model/failure.ts'
import type { LogRead } from '../../../../shared/protocol/sync.ts'
import type { CurrentTransport } from '../../link/currentTransport.ts'
import type { Log } from '../../runtime/log.ts'
import type { StorageHealth } from '../../runtime/storageHealth.ts'
import type { Commit } from '../commit.ts'
import { diskRefused } from '../listPages.ts'

export interface ReadPartParts {
  readonly transport: Pick<CurrentTransport, 'current' | 'report'>
  readonly commit: Pick<Commit, 'storePage' | 'asOfNow'>
  readonly storageHealth: Pick<StorageHealth, 'write'>
  readonly log: Log
  /** The relay does not know a session that is here. */
  readonly sessionsDiffer: () => void
}

const unreachable: Failure = {
  kind: 'offline',
  message:
    'This part of the conversation is not on this workstation, and the relay cannot be reached. Try again when you are connected.',
}

const unfit: Failure = {
  kind: 'internal',
  message:
    'What the relay sent of this conversation does not fit together, and was not taken. Try again; tell who runs the relay if this stays.',
}

/**
 * Returns how to read a part of a thread: asked for, judged and stored as a whole, or not at all. It resolves with why it has not come, or
 * null.
 */
export function createReadPart(parts: ReadPartParts): (request: LogRead) => Promise<Failure | null> {
  const { transport, commit } = parts
  return async (request) => {
    const over = transport.current()
    if (!over) return unreachable
    const asked = commit.asOfNow()
    const reply = await over.request('log:read', request)
    if (reply.outcome !== 'answered') {
      const { failure } = reply
      if (reply.outcome === 'refused' && retryPolicyOf[failure.kind] === 'afterSignIn') transport.report('tokenRefused')
      if (reply.outcome === 'refused' && failure.kind === 'notFound') parts.sessionsDiffer()
      return failure
    }
    const { entries, amendments, head } = reply.answer
    const fault = judgeLogPart(request, reply.answer)
    if (fault !== null) {
      parts.log.warn(
        { fault, sessionId: request.sessionId },
        'the relay gave a part of a thread that is not what was asked for',
      )
      return unfit
    }
    const isStored = parts.storageHealth.write(() => commit.storePage({ request, entries, amendments, head }, asked))
    return isStored ? null : diskRefused
  }
}
