import type { EntryId, UserId } from '../../../shared/model/ids.ts'
import type { OutboxItem, OutboxMessage } from '../../storage/outboxStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { Transport } from '../link/transport.ts'
import type { Commit } from '../log/commit.ts'
import type { UnsentMessages } from '../log/unsentMessages.ts'
import type { Log } from '../runtime/log.ts'
import type { SessionWaits } from '../runtime/sessionWaits.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'

export interface AskingAgainParts {
  readonly storage: Pick<StorageReader, 'sessions' | 'entries'>
  readonly self: () => UserId
  readonly unsent: Pick<UnsentMessages, 'find' | 'of'>
  readonly commit: Pick<Commit, 'updateItems'>
  readonly storageHealth: Pick<StorageHealth, 'write'>
  readonly log: Pick<Log, 'info'>
  /** Fetches what was said beside a message that waited. Returns false when the relay could not be asked. */
  readonly fetchSaidMeanwhile: (item: OutboxItem) => Promise<boolean>
}

/** As many of the newest entries are looked at. */
const lookedThrough = 200

/**
 * Creates the question before a message that lay in the outbox, as the line was gone, while somebody else wrote to its patient. What the relay has beside it is fetched first;
 * a message that may be at the relay already is not asked about, nor one that goes by the way that there was when it was written.
 */
export function createAskingAgain(parts: AskingAgainParts) {
  const { storage, unsent, commit, storageHealth } = parts
  /** Messages that were written since there is this transport, and those that were looked into over it. */
  const written = new Set<EntryId>()
  let lookedOver: Transport | null = null
  let lookedInto = new Set<EntryId>()
  let heldCount = 0

  function findSaidMeanwhile({ sessionId, thread, heardUpTo }: OutboxMessage): number | null {
    const place = storage.sessions.findThread(sessionId, thread)
    if (!place || heardUpTo === null) return null
    const own = parts.self()
    const entries = storage.entries.page(place, null, lookedThrough, heardUpTo + 1)
    const said = entries.findLast(({ senderId, body }) => body.kind === 'message' && !body.redacted && senderId !== own)
    return said?.seq ?? null
  }

  return {
    /** Place up to which whoever writes to a thread now can know it. */
    heardUpTo: ({ sessionId, thread }: Pick<OutboxItem, 'sessionId' | 'thread'>): number =>
      storage.sessions.findThread(sessionId, thread)?.headSeq ?? 0,
    noteWritten: ({ id }: OutboxItem): void => {
      written.add(id)
    },
    /** Returns whether it is to be looked into before it goes over this transport. */
    isDue: (item: OutboxItem, over: Transport): boolean => {
      if (item.kind !== 'message' || item.thread !== 'care') return false
      if (item.outcome === 'unknown' || item.heardUpTo === null) return false
      return !written.has(item.id) && !(lookedOver === over && lookedInto.has(item.id))
    },
    /** Looks whether somebody else wrote, and holds the message if so. `waits` begin where the relay does not answer. */
    look: async ({ id, sessionId }: OutboxItem, over: Transport, waits: Pick<SessionWaits, 'begin'>): Promise<void> => {
      const item = unsent.find(id)
      if (item?.kind !== 'message') return
      if (!(await parts.fetchSaidMeanwhile(item))) return waits.begin(sessionId)
      const now = unsent.find(id)
      if (now?.kind !== 'message') return
      const heldBy = findSaidMeanwhile(now)
      if (lookedOver !== over) lookedInto = new Set()
      lookedOver = over
      lookedInto.add(id)
      if (heldBy === null) return
      if (!storageHealth.write(() => commit.updateItems([{ ...now, heldBy }]))) return waits.begin(sessionId)
      heldCount += 1
      parts.log.info({ sessionId, held: heldCount }, 'a message was held, as somebody wrote while it waited')
    },
    /** Returns the messages of a session as they are when their writer has answered for what was said until now. */
    answered: (message: OutboxMessage): OutboxMessage[] => {
      const heardUpTo = Math.max(message.heldBy ?? 0, message.heardUpTo ?? 0)
      const { sessionId, thread, position } = message
      return unsent
        .of(sessionId)
        .filter((item): item is OutboxMessage => item.kind === 'message' && item.thread === thread)
        .filter((item) => item.position >= position && item.heardUpTo !== null && item.heardUpTo < heardUpTo)
        .map((item) => ({ ...item, heardUpTo, heldBy: null }))
    },
    forget: ({ id }: OutboxItem): void => {
      written.delete(id)
    },
    /** The way to the relay is another one: what was written before may have waited for it. */
    transportChanged: (): void => written.clear(),
  }
}

export type AskingAgain = ReturnType<typeof createAskingAgain>
