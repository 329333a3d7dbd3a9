import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import type { BackOff } from '../../../shared/model/timing/backOff.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { OutboxItem } from '../../storage/outboxStore.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { Transport } from '../link/transport.ts'
import type { Commit } from '../log/commit.ts'
import type { UnsentMessages } from '../log/unsentMessages.ts'
import type { Background } from '../runtime/background.ts'
import { oncePerTurn } from '../runtime/oncePerTurn.ts'
import type { Random } from '../runtime/random.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'
import { createConcludeAttempt, createLookFor, isTakenBack } from './concludeAttempt.ts'
import { judgeReply } from './judgeReply.ts'
import { canCarry, sendItem } from './sendItem.ts'
import { createSessionWaits } from './sessionWaits.ts'

export interface OutboxSenderParts {
  readonly unsent: Pick<UnsentMessages, 'heads' | 'find' | 'amending'>
  readonly commit: Pick<Commit, 'beginAttempts' | 'updateItems' | 'updateCertain' | 'storeAcknowledged'>
  readonly storageHealth: Pick<StorageHealth, 'write'>
  readonly clock: Clock
  readonly random: Random
  readonly run: Background['run']
  readonly backOff: BackOff
  /** Fetches what this console lacks of the item's thread. Returns false when the relay could not be asked. */
  readonly catchUpThread: (item: OutboxItem) => Promise<boolean>
  readonly transport: Pick<CurrentTransport, 'current' | 'report'>
}

/**
 * Gets what is unsent to the relay. A session has at most one under way, so that its order holds; sessions do not wait for each
 * other. What was refused for good is parked, and what waits for a socket is passed over REST by: the next one proceeds.
 */
export function createOutboxSender(parts: OutboxSenderParts) {
  const { commit, unsent, storageHealth } = parts
  const underWay = new Map<SessionId, EntryId>()
  const pump = oncePerTurn(parts.run, beginAttempts)
  const waits = createSessionWaits({ ...parts, over: pump })
  const conclude = createConcludeAttempt({ ...parts, waits })
  const lookFor = createLookFor({ ...parts, waits })
  let isClosed = false

  function beginAttempts(): void {
    const over = parts.transport.current()
    if (!over) return
    const heads = unsent
      .heads((item) => canCarry(over, item))
      .filter(({ sessionId }) => !underWay.has(sessionId) && !waits.has(sessionId))
    const next: OutboxItem[] = []
    for (const item of heads) {
      if (isTakenBack(unsent, item)) parts.run(() => hold(item, () => lookFor(item)))
      else next.push(item)
    }
    if (next.length === 0) return
    const attempts = next.map((item): OutboxItem => ({ ...item, attempts: item.attempts + 1, outcome: 'unknown' }))
    // Before the first byte leaves: whatever ends this process now, the outcome counts as unknown afterwards.
    if (!storageHealth.write(() => commit.beginAttempts(attempts))) {
      for (const { sessionId } of next) waits.begin(sessionId)
      return
    }
    for (const [index, attempt] of attempts.entries()) {
      parts.run(() => send(attempt, next[index]?.outcome === 'unknown', over))
    }
  }

  function send(attempt: OutboxItem, wasUnknown: boolean, over: Transport): Promise<void> {
    return hold(attempt, async () => {
      const reply = await sendItem(over, attempt)
      // The log may have brought the entry first: then this has left, and the next one may be under way.
      if (isHeld(attempt)) await conclude(attempt, wasUnknown, judgeReply(reply))
    })
  }

  const isHeld = ({ sessionId, id }: OutboxItem) => !isClosed && underWay.get(sessionId) === id

  /** Keeps all else of the session from being sent until `work` is done. */
  async function hold(item: OutboxItem, work: () => Promise<void>): Promise<void> {
    underWay.set(item.sessionId, item.id)
    await work()
    if (isHeld(item)) release(item)
  }

  /** The item is not under way any more, by whatever way it ended. */
  function release({ sessionId, id }: OutboxItem): void {
    if (underWay.get(sessionId) === id) underWay.delete(sessionId)
    pump()
  }

  return {
    pump,
    release,
    isUnderWay: ({ sessionId, id }: OutboxItem) => underWay.get(sessionId) === id,
    /** Tries the session again now. */
    retryNow: (sessionId: SessionId) => {
      waits.forget(sessionId)
      pump()
    },
    /** Tries every session at once, as over another transport. */
    retryAllNow: () => {
      waits.forgetAll()
      pump()
    },
    close: () => {
      isClosed = true
      waits.close()
    },
  }
}
