import type { RelaySocket } from '../../client/relaySocket.ts'
import type { Entry } from '../../shared/model/entry.ts'
import type { Session } from '../../shared/model/session.ts'
import type { Jitter } from '../../shared/model/timing/backOff.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import { createSerialize } from '../../shared/model/timing/serialize.ts'
import type { Watermark } from '../../shared/model/watermark.ts'
import type { OwnInvitation } from '../store/keptRows.ts'
import type { PageStore } from '../store/pageStore.ts'
import { createEntryRange } from './entryRange.ts'
import { createOwnReceipts } from './ownReceipts.ts'
import { careThread, pageEntries, pullBefore, pullMissed } from './pullEntries.ts'

/** Keeps the entries of the care thread in step with the relay, one change after the other. */
export interface ThreadSync {
  /** Ascending by `seq`, without gaps, up to the newest that this page has. */
  readonly entries: () => readonly Entry[]
  readonly hasEarlier: () => boolean
  /** Reads what was kept from before, after `first`. */
  readonly load: (first: () => Promise<void>) => Promise<void>
  /** Asks for everything that was missed. Rejects with a `FailureError`. */
  readonly catchUp: (socket: RelaySocket) => Promise<void>
  /** Takes entries that the relay sends by itself. */
  readonly receive: (entries: readonly Entry[]) => void
  /** Takes a session that the relay sends by itself; undefined for one that is not open to this patient any more. */
  readonly receiveSession: (session: Session | undefined) => void
  /** Goes one step back. Returns whether there was something to be had. */
  readonly loadEarlier: () => Promise<boolean>
  /** Takes the person's watermark that the relay has. */
  readonly adopt: (mark: Watermark) => void
  /** The entries up to this `seq` were in front of the person. */
  readonly seen: (seq: number) => void
  /** Takes nothing more. */
  readonly stop: () => void
}

/** Entries shown at once of what was kept from before. */
const keptEntries = 200

export function createThreadSync(
  parts: Jitter & {
    readonly own: OwnInvitation
    readonly store: PageStore
    readonly socket: () => RelaySocket | undefined
    readonly clock: Clock
    readonly changed: () => void
    /** Entries, in order, that are here now: what was kept from before (also of long ago), or what is new. */
    readonly arrived: (entries: readonly Entry[], isNew: boolean) => void
    /** Returns whether the session is open to this patient. */
    readonly takeSession: (session: Session | undefined) => boolean
  },
): ThreadSync {
  const { own, takeSession, arrived, changed } = parts
  const { sessionId } = own
  // So that what counts as kept on this device is, and is whole.
  const serialize = createSerialize()
  const range = createEntryRange(own, parts.store)
  const receipts = createOwnReceipts({ ...parts, sessionId })

  /** Takes what follows on what is there, or stands before it. Returns whether there is a gap before what was not taken. */
  async function take(found: readonly Entry[]): Promise<boolean> {
    const ofThread = found.filter((entry) => entry.sessionId === sessionId && entry.thread === careThread)
    const { before, after, hasGap } = await range.add(ofThread)
    if (before.length + after.length === 0) return hasGap
    receipts.raise({ deliveredUpTo: range.newest() }, range.newest())
    if (before.length > 0) arrived(before, false)
    if (after.length > 0) arrived(after, true)
    changed()
    return hasGap
  }

  async function catchUp(socket: RelaySocket): Promise<void> {
    const isOpen = await pullMissed(socket, { sessionId, range, take, takeSession })
    if (!isOpen) return
    receipts.raise({}, range.newest())
    receipts.resume()
  }

  function closeGap(): void {
    const socket = parts.socket()
    if (!socket) return
    // When it fails the connection is gone, and the next one catches up.
    serialize(() => catchUp(socket)).then(undefined, () => undefined)
  }

  async function loadEarlier(): Promise<boolean> {
    const to = range.earliest()
    if (to <= 1 || range.newest() === 0) return false
    const stored = await range.storedBefore(to, pageEntries)
    const isNext = stored.at(-1)?.seq === to - 1
    const found = isNext ? stored : await pullBefore(parts.socket(), sessionId, to)
    await take(found.filter(({ seq }) => seq < to))
    return found.length > 0
  }

  return {
    entries: range.all,
    hasEarlier: () => range.newest() > 0 && range.earliest() > 1,
    load: (first) =>
      serialize(async () => {
        await first()
        await range.load(keptEntries)
        arrived(range.all(), false)
        changed()
      }),
    catchUp: (socket) => serialize(() => catchUp(socket)),
    receive: (entries) =>
      serialize(() => take(entries)).then(
        (hasGap) => hasGap && closeGap(),
        () => closeGap(),
      ),
    // What was written last goes before the end.
    receiveSession: (session) => serialize(async () => takeSession(session)).then(undefined, closeGap),
    loadEarlier: () => serialize(loadEarlier),
    adopt: receipts.adopt,
    seen: (seq) => receipts.raise({ readUpTo: seq }, range.newest()),
    stop: range.stop,
  }
}
