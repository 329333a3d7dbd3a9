import { noProgress, readLogPages } from '../../../../client/readLogPages.ts'
import type { PlaceInThread } from '../../../../shared/ipc/message.ts'
import { type Failure, retryPolicyOf } from '../../../../shared/model/failure.ts'
import type { SessionId } from '../../../../shared/model/ids.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import type { Clock } from '../../../../shared/model/timing/clock.ts'
import { limits } from '../../../../shared/protocol/limits.ts'
import type { LogRead } from '../../../../shared/protocol/sync.ts'
import type { OpenSessions } from '../openSessions.ts'
import { choosePart } from './choosePart.ts'
import { chooseRead, type PartOfThread } from './chooseRead.ts'
import { createReadPart, type ReadPartParts } from './readPart.ts'
import { createReadTurns } from './readTurns.ts'
import { createWantedReads, threadKey, type WantedReadsParts } from './wantedReads.ts'
import { type WatchHoldingsParts, watchHoldings } from './watchHoldings.ts'

export interface RangeReadsParts
  extends ReadPartParts,
    Omit<WantedReadsParts, 'over' | 'clock'>,
    Omit<WatchHoldingsParts, 'wanted' | 'changed' | 'transport' | 'opened' | 'clock'> {
  readonly clock: Clock
  readonly opened: Pick<OpenSessions, 'has' | 'expect' | 'onOpened'>
}

export type RangeReads = ReturnType<typeof createRangeReads>

interface ThreadName {
  readonly sessionId: SessionId
  readonly thread: Thread
}

/** Requests for parts of threads that are under way at once. */
const mostAtOnce = 4

/** Longest time for which the screen waits for a part. It is fetched all the same. */
const longestWaitMs = 10_000

const slow: Failure = {
  kind: 'timeout',
  message: 'This part of the conversation is still being fetched. Try again in a moment.',
}

type ReadTurns = ReturnType<typeof createReadTurns>
type ReadPart = ReturnType<typeof createReadPart>

/** Creates what reads although nobody waits for it: what is chosen by what is on the disk, so that it goes on where it was interrupted. */
function createBackgroundReads(
  parts: RangeReadsParts,
  { turns, readPart }: { readonly turns: ReadTurns; readonly readPart: ReadPart },
) {
  const { storage, opened, transport } = parts
  const wanted = createWantedReads({ ...parts, over: () => pump() })
  const holdings = watchHoldings({ ...parts, wanted, changed: () => pump() })
  let isClosed = false

  function chooseNext({ sessionId, thread }: ThreadName): PartOfThread | null {
    const holding = isClosed ? undefined : storage.ranges.findHolding(parts.self(), sessionId, thread)
    return (holding && chooseRead(holding, opened.has(sessionId))?.part) ?? null
  }

  function pump(): void {
    while (!isClosed && turns.isFree() && transport.current()) {
      const name = wanted.takeNext((key) => turns.isBusy(key))
      if (!name) return
      parts.run(() => readWanted(name))
    }
  }

  async function readWanted(name: ThreadName): Promise<void> {
    const failure = await turns.inThread(threadKey(name), () => turns.inPlace(() => readNext(name)))
    if (isClosed) return
    if (failure) {
      parts.log.info({ kind: failure.kind }, 'a part of a thread could not be read')
      wanted.delay(threadKey(name))
    } else wanted.succeeded(threadKey(name))
    holdings.lookAt([name.sessionId])
  }

  async function readNext(name: ThreadName): Promise<Failure | null> {
    const part = chooseNext(name)
    if (!part) return null
    const failure = await readPart({ ...name, ...part })
    return failure ?? (JSON.stringify(chooseNext(name)) === JSON.stringify(part) ? noProgress : null)
  }

  opened.onOpened(holdings.lookAt)

  return {
    pump,
    onCommitted: holdings.onCommitted,
    onTransport: (): void => {
      wanted.endDelays()
      holdings.lookAtAll()
    },
    close: (): void => {
      isClosed = true
      holdings.close()
      wanted.close()
    },
  }
}

/** Creates what reads parts of threads: what the screen waits for first, and else what is to be held. */
export function createRangeReads(parts: RangeReadsParts) {
  const { storage, opened } = parts
  const turns = createReadTurns(mostAtOnce)
  const readPart = createReadPart(parts)
  const background = createBackgroundReads(parts, { turns, readPart })
  let isClosed = false

  const findHolding = ({ sessionId, thread }: ThreadName) =>
    isClosed ? undefined : storage.ranges.findHolding(parts.self(), sessionId, thread)

  /** Reads until nothing lacks. Returns why it did not get through, or null. */
  async function readUntil(name: ThreadName, lacking: () => PartOfThread | null): Promise<Failure | null> {
    const next = (): LogRead | null => {
      const part = isClosed ? null : lacking()
      return part && { ...name, ...part }
    }
    const failure = await turns.inThread(threadKey(name), () =>
      readLogPages({ next, readPage: (request) => turns.inPlace(() => readPart(request)) }),
    )
    background.pump()
    return failure
  }

  return {
    /** Fetches what lacks of the part of a thread at a place. Returns why not all of it has come, or null. */
    fetchPart: async (name: ThreadName, place: PlaceInThread, limit: number): Promise<Failure | null> => {
      opened.expect(name.sessionId)
      const lacking = () => {
        const holding = findHolding(name)
        return holding ? choosePart(holding, place, limit).lacking : null
      }
      if (lacking() === null) return null
      const waited = Promise.withResolvers<Failure>()
      const cancel = parts.clock.after(longestWaitMs, () => waited.resolve(slow))
      return Promise.race([readUntil(name, lacking), waited.promise]).finally(cancel)
    },

    /** Fetches everything of a thread that follows what is held of it. Returns false when the relay could not be asked. */
    fetchEnd: async (name: ThreadName): Promise<boolean> => {
      let isAsked = false
      const failure = await readUntil(name, () => {
        const holding = findHolding(name)
        const upToSeq = holding?.ranges.at(-1)?.upToSeq
        if (!holding || (isAsked && (upToSeq ?? 0) >= holding.headSeq)) return null
        isAsked = true
        return { ...(upToSeq !== undefined && { after: upToSeq }), limit: limits.entriesPerPage }
      })
      return failure === null || retryPolicyOf[failure.kind] === 'never'
    },

    onCommitted: background.onCommitted,
    onTransport: background.onTransport,
    /** Asks for nothing from now on. */
    close: (): void => {
      isClosed = true
      background.close()
    },
  }
}
