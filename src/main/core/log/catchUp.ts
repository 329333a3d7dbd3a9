import type { Failure } from '../../../shared/model/failure.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import { createSerialize } from '../../../shared/model/timing/serialize.ts'
import type { OutboxMessage } from '../../storage/outboxStore.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { Transport } from '../link/transport.ts'
import type { Background } from '../runtime/background.ts'
import { endOfTurn } from '../runtime/oncePerTurn.ts'
import type { Committed } from './committed.ts'
import { createPulls, type PullParts } from './pulls.ts'

export interface CatchUpParts extends PullParts {
  /** A new transport begins with a run of everything, which leaves nothing to want. */
  readonly transport: Pick<CurrentTransport, 'current' | 'report'>
  readonly clock: Clock
  readonly run: Background['run']
}

/** Time that an acknowledgement may be ahead of the frame with the entries before its own. */
const frameDelayMs = 250

/** Fetches what this console lacks, when it is found to lack it. One run at a time. */
export function createCatchUp(parts: CatchUpParts) {
  const { transport } = parts
  const pulls = createPulls(parts)
  // One run at a time, so that no page is fetched twice.
  const serialize = createSerialize()
  let isAsked = false
  let wanted: 'nothing' | 'entries' | 'sessions' = 'nothing'
  let cancelSoon: (() => void) | null = null
  let isClosed = false

  async function fetchWanted(): Promise<void> {
    isAsked = false
    const what = wanted
    wanted = 'nothing'
    const over = transport.current()
    if (!over || what === 'nothing') return
    const failure = await (what === 'sessions' ? pulls.pullAll(over) : pulls.pullLacking(over))
    if (!failure) return
    parts.log.info({ kind: failure.kind }, 'catching up was interrupted')
    if (!isClosed) transport.report('interrupted')
  }

  function askFor(what: 'entries' | 'sessions'): void {
    if (wanted !== 'sessions') wanted = what
    if (isAsked || !transport.current()) return
    isAsked = true
    parts.run(() => serialize(fetchWanted))
  }

  return {
    /** Fetches everything over a transport, and resolves once it is on the screen's way. Returns why it did not get through, or null. */
    everything: async (over: Transport): Promise<Failure | null> => {
      const failure = await serialize(() => pulls.pullAll(over))
      // Else the screen would know that everything is there before it has what is there.
      await endOfTurn()
      return failure
    },

    /** The relay knows other sessions than those that are here. */
    fetchSessions: (): void => askFor('sessions'),

    /** Fetches the thread of a message. Returns false when the relay could not be asked. */
    thread: async (message: Pick<OutboxMessage, 'sessionId' | 'thread'>): Promise<boolean> => {
      const over = transport.current()
      return over !== null && pulls.pullThread(over, message)
    },

    onCommitted: ({ gap }: Committed): void => {
      if (gap === 'entriesSoon') {
        cancelSoon ??= parts.clock.after(frameDelayMs, () => {
          cancelSoon = null
          askFor('entries')
        })
      } else if (gap !== null) askFor(gap)
    },

    /** Asks for nothing from now on; a run under way ends with its next answer, which is let go. */
    close: () => {
      isClosed = true
      wanted = 'nothing'
      pulls.close()
      cancelSoon?.()
    },
  }
}
