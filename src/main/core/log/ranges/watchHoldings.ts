import type { SessionId, UserId } from '../../../../shared/model/ids.ts'
import type { Clock } from '../../../../shared/model/timing/clock.ts'
import type { ThreadHolding } from '../../../storage/rangeStore.ts'
import type { StorageReader } from '../../../storage/storage.ts'
import type { CurrentTransport } from '../../link/currentTransport.ts'
import type { Background } from '../../runtime/background.ts'
import { oncePerTurn } from '../../runtime/oncePerTurn.ts'
import type { Committed } from '../committed.ts'
import type { OpenSessions } from '../openSessions.ts'
import { chooseRead, lacksDigest } from './chooseRead.ts'
import type { WantedReads } from './wantedReads.ts'

export interface WatchHoldingsParts {
  readonly storage: Pick<StorageReader, 'ranges'>
  readonly self: () => UserId
  readonly clock: Pick<Clock, 'after'>
  readonly run: Background['run']
  readonly transport: Pick<CurrentTransport, 'current'>
  readonly opened: Pick<OpenSessions, 'has'>
  readonly wanted: Pick<WantedReads, 'put' | 'forget'>
  /** The list lacks something of this session that reading its threads does not bring; or it lacks nothing any more. */
  readonly lackDigest: (id: SessionId) => void
  readonly haveDigest: (id: SessionId) => void
  /** Something may be wanted that was not before. */
  readonly changed: () => void
}

/** Time in which the entries that a head or an acknowledgement announces most often come by themselves. */
const frameDelayMs = 250

/** Creates what finds out, whenever something of a session has changed, what is to be read of it. */
export function watchHoldings(parts: WatchHoldingsParts) {
  const { storage, transport, wanted } = parts
  const toLookAt = new Set<SessionId>()
  const announced = new Set<SessionId>()
  /** The state in which each digest was last asked for: a relay that has no more to say is not asked again. */
  const askedDigests = new Map<SessionId, string>()
  let cancelAnnounced: (() => void) | null = null
  let isClosed = false

  function look(sessionId: SessionId, holdings: readonly ThreadHolding[]): void {
    wanted.forget(sessionId)
    for (const holding of holdings) {
      const read = chooseRead(holding, parts.opened.has(sessionId))
      if (read) wanted.put(holding, read)
    }
    const lacking = holdings.filter(lacksDigest)
    const state = lacking.map(({ thread, headSeq }) => `${thread} ${headSeq}`).join()
    if (state === '') {
      askedDigests.delete(sessionId)
      parts.haveDigest(sessionId)
    } else if (askedDigests.get(sessionId) !== state) {
      askedDigests.set(sessionId, state)
      parts.lackDigest(sessionId)
    }
  }

  function lookAt(ids: Iterable<SessionId>): void {
    if (isClosed || !transport.current()) return
    for (const id of ids) look(id, storage.ranges.holdingsOf(parts.self(), id))
    parts.changed()
  }

  function takeAll(ids: Set<SessionId>): SessionId[] {
    const all = [...ids]
    ids.clear()
    return all
  }

  const lookAtChanged = oncePerTurn(parts.run, () => lookAt(takeAll(toLookAt)))

  function lookSoon(ids: readonly SessionId[]): void {
    for (const id of ids) announced.add(id)
    cancelAnnounced ??= parts.clock.after(frameDelayMs, () => {
      cancelAnnounced = null
      lookAt(takeAll(announced))
    })
  }

  return {
    lookAt,
    /** Looks at everything that is here, as over another transport. */
    lookAtAll: (): void => {
      askedDigests.clear()
      if (isClosed || !transport.current()) return
      const bySession = Map.groupBy(storage.ranges.holdings(parts.self()), ({ sessionId }) => sessionId)
      for (const [id, holdings] of bySession) look(id, holdings)
      parts.changed()
    },
    onCommitted: ({ sessions, gap }: Committed): void => {
      if (gap === 'entriesSoon') lookSoon(sessions)
      else {
        for (const id of sessions) toLookAt.add(id)
        if (sessions.length > 0) lookAtChanged()
      }
    },
    close: (): void => {
      isClosed = true
      cancelAnnounced?.()
    },
  }
}
