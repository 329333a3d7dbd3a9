import type { Failure } from '../../../shared/model/failure.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import { createSerialize } from '../../../shared/model/timing/serialize.ts'
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

/** Time in which what a digest is lacking for most often comes by itself. */
const frameDelayMs = 250

/** Fetches sessions and digests that this console lacks, when it is found to lack them. One run at a time. */
export function createCatchUp(parts: CatchUpParts) {
  const { transport } = parts
  const pulls = createPulls(parts)
  // One run at a time, so that no page is fetched twice.
  const serialize = createSerialize()
  const digests = new Set<SessionId>()
  let isListAsked = false
  let cancelSoon: (() => void) | null = null
  let isClosed = false

  async function fetch(pull: (over: Transport) => Promise<Failure | null>): Promise<void> {
    const over = transport.current()
    const failure = over && (await pull(over))
    if (!failure) return
    parts.log.info({ kind: failure.kind }, 'catching up was interrupted')
    if (!isClosed) transport.report('interrupted')
  }

  function fetchList(): void {
    if (isListAsked || !transport.current()) return
    isListAsked = true
    parts.run(() =>
      serialize(async () => {
        isListAsked = false
        await fetch(pulls.pullChanges)
      }),
    )
  }

  function fetchDigests(): void {
    cancelSoon = null
    parts.run(() =>
      serialize(async () => {
        const ids = [...digests]
        digests.clear()
        if (ids.length > 0 && !isClosed) await fetch((over) => pulls.pullDigests(over, ids))
      }),
    )
  }

  return {
    /** Fetches everything over a transport, and resolves once it is on the screen's way. Returns why it did not get through, or null. */
    everything: async (over: Transport): Promise<Failure | null> => {
      const failure = await serialize(() => pulls.pullChanges(over))
      // Else the screen would know that everything is there before it has what is there.
      await endOfTurn()
      return failure
    },

    /** The relay knows other sessions than those that are here. */
    fetchSessions: fetchList,

    /** The list lacks something of this session, unless it comes by itself in a moment. */
    lackDigest: (id: SessionId): void => {
      digests.add(id)
      cancelSoon ??= parts.clock.after(frameDelayMs, fetchDigests)
    },
    /** The list has everything of this session. */
    haveDigest: (id: SessionId): void => {
      digests.delete(id)
    },

    onCommitted: ({ gap }: Committed): void => {
      if (gap === 'sessions') fetchList()
    },

    /** Asks for nothing from now on; a run under way ends with its next answer, which is let go. */
    close: () => {
      isClosed = true
      pulls.close()
      cancelSoon?.()
    },
  }
}
