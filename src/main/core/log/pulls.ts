import { pullPages } from '../../../client/pullPages.ts'
import type { Reply } from '../../../client/reply.ts'
import type { ServerTime } from '../../../client/serverTime.ts'
import { type Failure, retryPolicyOf } from '../../../shared/model/failure.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Cursor, SyncPull } from '../../../shared/protocol/sync.ts'
import type { StoredThread } from '../../storage/sessionStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { Transport } from '../link/transport.ts'
import type { Log } from '../runtime/log.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'
import type { Commit } from './commit.ts'

export interface PullParts {
  readonly storage: Pick<StorageReader, 'sessions'>
  readonly serverTime: Pick<ServerTime, 'observe'>
  readonly commit: Pick<Commit, 'storeEntries' | 'storeSessionList' | 'asOfNow'>
  readonly storageHealth: Pick<StorageHealth, 'write'>
  readonly transport: Pick<CurrentTransport, 'report'>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
}

const diskRefused: Failure = {
  kind: 'diskFull',
  message: 'What the relay sent could not be saved on this workstation.',
}

const closed: Failure = { kind: 'unavailable', message: 'The console is closing.' }

/** Creates what fetches sessions and entries in pages, each stored before the next is asked for. */
export function createPulls(parts: PullParts) {
  const { storage, commit } = parts
  let isClosed = false

  async function pullPage(over: Transport, request: SyncPull): Promise<Reply<'sync:pull'>> {
    if (isClosed) return { outcome: 'unknown', failure: closed }
    const asked = commit.asOfNow()
    const askedAtMs = parts.clock.now()
    const reply = await over.request('sync:pull', request)
    if (isClosed) return { outcome: 'unknown', failure: closed }
    if (reply.outcome === 'refused' && retryPolicyOf[reply.failure.kind] === 'afterSignIn')
      parts.transport.report('tokenRefused')
    if (reply.outcome !== 'answered') return reply
    const { sessions, entries, now } = reply.answer
    if (now !== undefined) parts.serverTime.observe(now, askedAtMs)
    const stored = parts.storageHealth.write(() => {
      if (request.scope === 'all' && sessions) commit.storeSessionList(sessions, asked)
      if (entries.length > 0) commit.storeEntries(entries)
    })
    return stored ? reply : { outcome: 'unknown', failure: diskRefused }
  }

  /** Pulls until no thread is behind its newest entry. Returns why it did not get through, or null. */
  async function pullBehind(over: Transport, scope: SyncPull['scope']): Promise<Failure | null> {
    if (isClosed) return closed
    const end = await pullPages({
      first: { scope, cursors: scope === 'all' ? storage.sessions.threads().map(toCursor) : cursorsBehind(storage) },
      pullPage: (request) => pullPage(over, request),
      lacking: () => cursorsBehind(storage),
    })
    if (end.outcome === 'absent')
      parts.log.warn({ threads: end.cursors.length }, 'the relay does not have entries that it announced')
    return 'failure' in end ? end.failure : null
  }

  return {
    /** Fetches everything over a transport. Returns why it did not get through, or null. */
    pullAll: (over: Transport) => pullBehind(over, 'all'),
    /** Fetches what is known to be lacking. Returns as `pullAll`. */
    pullLacking: (over: Transport) => pullBehind(over, 'cursors'),
    /** Fetches one thread. Returns false when the relay could not be asked. */
    pullThread: async (over: Transport, { sessionId, thread }: Pick<StoredThread, 'sessionId' | 'thread'>) => {
      const cursors = () => {
        const found = storage.sessions.findThread(sessionId, thread)
        return found ? [toCursor(found)] : []
      }
      const { outcome } = await pullPages({
        first: { scope: 'cursors', cursors: cursors() },
        pullPage: (request) => pullPage(over, request),
        lacking: (more) => (more ? cursors() : []),
      })
      return outcome !== 'unknown'
    },
    /** Asks for nothing from now on; a run under way ends with its next answer, which is let go. */
    close: (): void => {
      isClosed = true
    },
  }
}

function cursorsBehind({ sessions }: PullParts['storage']): Cursor[] {
  return sessions
    .threads()
    .filter(({ heldUpTo, headSeq }) => heldUpTo < headSeq)
    .map(toCursor)
}

function toCursor({ sessionId, thread, heldUpTo }: StoredThread): Cursor {
  return { sessionId, thread, after: heldUpTo }
}
