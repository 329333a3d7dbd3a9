import type { Reply } from '../../../client/reply.ts'
import { type Failure, retryPolicyOf } from '../../../shared/model/failure.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import { limits } from '../../../shared/protocol/limits.ts'
import type { Cursor } from '../../../shared/protocol/sync.ts'
import type { StoredThread } from '../../storage/sessionStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { RelayClock } from '../link/relayClock.ts'
import type { RelayLine } from '../link/relayLine.ts'
import type { Transport } from '../link/transport.ts'
import type { Log } from '../runtime/log.ts'
import type { Trouble } from '../runtime/trouble.ts'
import type { Commit } from './commit.ts'

export interface PullParts {
  readonly storage: Pick<StorageReader, 'sessions'>
  readonly relayClock: Pick<RelayClock, 'heard'>
  readonly commit: Pick<Commit, 'storeEntries' | 'storeSessionList' | 'asOfNow'>
  readonly trouble: Pick<Trouble, 'writing'>
  readonly transport: Pick<Transport, 'report'>
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

  async function pull(over: RelayLine, scope: 'all' | 'cursors', cursors: Cursor[]): Promise<Reply<'sync:pull'>> {
    if (isClosed) return { outcome: 'unknown', failure: closed }
    const asked = commit.asOfNow()
    const askedAtMs = parts.clock.now()
    const reply = await over.request('sync:pull', { scope, cursors })
    if (isClosed) return { outcome: 'unknown', failure: closed }
    if (reply.outcome === 'refused' && retryPolicyOf[reply.failure.kind] === 'afterSignIn')
      parts.transport.report('tokenRefused')
    if (reply.outcome !== 'answered') return reply
    const { sessions, entries, now } = reply.answer
    if (now !== undefined) parts.relayClock.heard(now, askedAtMs)
    const stored = parts.trouble.writing(() => {
      if (scope === 'all' && sessions) commit.storeSessionList(sessions, asked)
      if (entries.length > 0) commit.storeEntries(entries)
    })
    return stored ? reply : { outcome: 'unknown', failure: diskRefused }
  }

  /** Continues threads whose newest entry is not here, until none is left or the relay has no more of them. Returns as `pullAll`. */
  async function pullLacking(over: RelayLine): Promise<Failure | null> {
    let behind = lackingThreads()
    while (behind.length > 0) {
      const reply = await pull(over, 'cursors', behind.slice(0, limits.cursorsPerRequest).map(toCursor))
      if (reply.outcome !== 'answered') return reply.failure
      const before = new Map(behind.map(({ threadId, heldUpTo }) => [threadId, heldUpTo]))
      behind = lackingThreads()
      const moved = behind.length < before.size || behind.some((one) => one.heldUpTo !== before.get(one.threadId))
      if (!moved && !reply.answer.more) {
        parts.log.warn({ threads: behind.length }, 'the relay does not have entries that it told of')
        return null
      }
      if (!moved) return { kind: 'internal', message: 'Catching up does not get on.' }
    }
    return null
  }

  /** Fetches everything over a line. Returns why it did not get through, or null. */
  async function pullAll(over: RelayLine): Promise<Failure | null> {
    if (isClosed) return closed
    const cursors = storage.sessions.threads().slice(0, limits.cursorsPerRequest).map(toCursor)
    const reply = await pull(over, 'all', cursors)
    return reply.outcome === 'answered' ? pullLacking(over) : reply.failure
  }

  function lackingThreads(): StoredThread[] {
    return storage.sessions.threads().filter(({ heldUpTo, headSeq }) => heldUpTo < headSeq)
  }

  /** Fetches one thread. Returns false when the relay could not be asked. */
  async function pullThread(over: RelayLine, at: Pick<StoredThread, 'sessionId' | 'thread'>): Promise<boolean> {
    for (;;) {
      const thread = storage.sessions.findThread(at.sessionId, at.thread)
      if (!thread) return true
      const reply = await pull(over, 'cursors', [toCursor(thread)])
      if (reply.outcome === 'unknown') return false
      if (reply.outcome === 'refused' || !reply.answer.more) return true
    }
  }

  return {
    ...{ pullAll, pullLacking, pullThread },
    /** Asks for nothing from now on; a run under way ends with its next answer, which is let go. */
    close: (): void => {
      isClosed = true
    },
  }
}

function toCursor({ sessionId, thread, heldUpTo }: StoredThread): Cursor {
  return { sessionId, thread, after: heldUpTo }
}
