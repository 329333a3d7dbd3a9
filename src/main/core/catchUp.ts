import type { Clock } from '../../shared/model/clock.ts'
import { type Failure, retryPolicyOf } from '../../shared/model/failure.ts'
import { limits } from '../../shared/protocol/limits.ts'
import type { Cursor } from '../../shared/protocol/sync.ts'
import type { OutboxMessage } from '../storage/outboxStore.ts'
import type { StoredThread } from '../storage/sessionStore.ts'
import type { Storage } from '../storage/storage.ts'
import type { EntryLog } from './entryLog.ts'
import type { Log } from './log.ts'
import type { RelayLine, Reply } from './relaySocket.ts'
import type { Trouble } from './trouble.ts'

export interface CatchUpParts {
  readonly storage: Pick<Storage, 'sessions'>
  readonly entryLog: () => Pick<EntryLog, 'receive' | 'receiveSessions'>
  readonly trouble: Trouble
  readonly clock: Clock
  readonly log: Log
  readonly tokenRefused: () => void
}

/** How long an acknowledgement may be ahead of the frame with the entries before its own. */
const frameDelayMs = 250

const diskRefused: Failure = {
  kind: 'diskFull',
  message: 'What the relay sent could not be saved on this workstation.',
}

/** Fetches what this console lacks, in pages, each stored before the next is asked for. One run at a time on a line. */
export function createCatchUp(parts: CatchUpParts) {
  const { storage } = parts
  let line: RelayLine | null = null
  let isAsked = false
  let last: Promise<unknown> = Promise.resolve()
  let wanted: 'nothing' | 'entries' | 'sessions' = 'nothing'
  let cancelSoon: (() => void) | null = null

  async function pull(over: RelayLine, scope: 'all' | 'cursors', cursors: Cursor[]): Promise<Reply<'sync:pull'>> {
    const reply = await over.request('sync:pull', { scope, cursors })
    if (reply.outcome === 'refused' && retryPolicyOf[reply.failure.kind] === 'afterSignIn') parts.tokenRefused()
    if (reply.outcome !== 'answered') return reply
    const { sessions, entries } = reply.answer
    const stored = parts.trouble.writing(() => {
      if (scope === 'all' && sessions) parts.entryLog().receiveSessions(sessions, 'complete')
      if (entries.length > 0) parts.entryLog().receive(entries)
    })
    return stored ? reply : { outcome: 'unknown', failure: diskRefused }
  }

  /** Continues threads whose newest entry is not here, until none is left or the relay has no more of them. */
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

  async function pullAll(over: RelayLine): Promise<Failure | null> {
    const cursors = storage.sessions.threads().slice(0, limits.cursorsPerRequest).map(toCursor)
    const reply = await pull(over, 'all', cursors)
    return reply.outcome === 'answered' ? pullLacking(over) : reply.failure
  }

  function lackingThreads(): StoredThread[] {
    return storage.sessions.threads().filter(({ heldUpTo, headSeq }) => heldUpTo < headSeq)
  }

  /** Lets one run begin when those before it have ended, so that no page is fetched twice. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = last.then(work)
    last = run.catch(() => undefined)
    return run
  }

  async function fetchWanted(): Promise<void> {
    isAsked = false
    const what = wanted
    wanted = 'nothing'
    if (!line || what === 'nothing') return
    const failure = await (what === 'sessions' ? pullAll(line) : pullLacking(line))
    if (failure) parts.log.info({ kind: failure.kind }, 'catching up was interrupted')
  }

  function askFor(what: 'entries' | 'sessions'): void {
    if (wanted !== 'sessions') wanted = what
    if (isAsked || !line) return
    isAsked = true
    void inTurn(fetchWanted)
  }

  return {
    /** Fetches everything over a line. Answers why it did not get through, or null. */
    everything: (over: RelayLine): Promise<Failure | null> => inTurn(() => pullAll(over)),

    /** Something is missing: fetches it now, or `soon`, when the frame with it has had time to come. */
    fetch: (what: 'entries' | 'entriesSoon' | 'sessions'): void => {
      if (what === 'entriesSoon') {
        cancelSoon ??= parts.clock.after(frameDelayMs, () => {
          cancelSoon = null
          askFor('entries')
        })
      } else askFor(what)
    },

    /** Fetches the thread of a message. Answers false when the relay could not be asked. */
    thread: async (message: Pick<OutboxMessage, 'sessionId' | 'thread'>): Promise<boolean> => {
      const over = line
      if (!over) return false
      for (;;) {
        const thread = storage.sessions.findThread(message.sessionId, message.thread)
        if (!thread) return true
        const reply = await pull(over, 'cursors', [toCursor(thread)])
        if (reply.outcome === 'unknown') return false
        if (reply.outcome === 'refused' || !reply.answer.more) return true
      }
    },

    changeLine: (next: RelayLine | null) => {
      // A new line begins with a run of everything, which leaves nothing to want.
      line = next
    },
    close: () => {
      line = null
      wanted = 'nothing'
      cancelSoon?.()
    },
  }
}

function toCursor({ sessionId, thread, heldUpTo }: StoredThread): Cursor {
  return { sessionId, thread, after: heldUpTo }
}
