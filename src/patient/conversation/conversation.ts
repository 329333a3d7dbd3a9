import type { KeptEvent } from '../../client/keepConnected.ts'
import type { RelaySocket } from '../../client/relaySocket.ts'
import { requireAnswer } from '../../client/reply.ts'
import { createSendReceipts } from '../../client/sendReceipts.ts'
import { createTypists } from '../../client/typists.ts'
import { reachedBy } from '../../shared/model/deliveryStatus.ts'
import type { Entry } from '../../shared/model/entry.ts'
import type { SessionId } from '../../shared/model/ids.ts'
import type { Session } from '../../shared/model/session.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { Jitter } from '../../shared/model/timing/backOff.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import { createSerialize } from '../../shared/model/timing/serialize.ts'
import {
  advanceWatermark,
  noWatermark,
  type ParticipantWatermark,
  type Watermark,
} from '../../shared/model/watermark.ts'
import { createLane } from '../outbox/lane.ts'
import type { OwnInvitation } from '../store/keptRows.ts'
import type { PageStore } from '../store/pageStore.ts'
import { redactedEntry } from './redactedEntry.ts'

/** The page's copy of its session. */
export interface Conversation {
  readonly session: () => Session | undefined
  /** The furthest that the person's own messages have ever come. */
  readonly reached: () => Watermark
  /** Ascending by `seq`, without gaps, up to the newest that this page has. */
  readonly entries: () => readonly Entry[]
  readonly hasEarlier: () => boolean
  /** Up to where the person had read, anywhere, when this page was first told; 0 before that. */
  readonly readAtOpening: () => number
  /** Names of the others who type now. */
  readonly typing: () => readonly string[]
  /** Reads what was kept from before. */
  readonly load: () => Promise<void>
  /** Asks for everything that was missed. Rejects with a `FailureError`. */
  readonly catchUp: (socket: RelaySocket) => Promise<void>
  readonly receive: (event: KeptEvent) => void
  /** Goes one step back, to what is kept here or else to what the relay has. Returns whether there was something to be had. */
  readonly loadEarlier: () => Promise<boolean>
  /** The entries up to this `seq` were in front of the person. */
  readonly seen: (seq: number) => void
  /** Nothing more is taken, or kept on this device. */
  readonly stop: () => void
}

/** Entries asked for at first, and with each step back. */
const pageEntries = 60
/** Entries shown at once of what was kept from before. */
const keptEntries = 200
/** Receipts of so long a time go together. */
const receiptDelayMs = 150

/**
 * Keeps the care thread of one session whole, in memory and on this device, and tells the others how far it has come. What the
 * browser cannot store is shown all the same: it is asked for again when the page is opened next.
 */
export function createConversation(parts: {
  readonly own: OwnInvitation
  readonly store: PageStore
  readonly socket: () => RelaySocket | undefined
  readonly clock: Clock
  readonly fraction: Jitter['fraction']
  readonly changed: () => void
  /** Entries, in order, that are here now: what was kept from before (also of long ago), or what is new. */
  readonly arrived: (entries: readonly Entry[], isNew: boolean) => void
  /** Returns whether the session is open to this patient now; they may be told so again. */
  readonly opened: (isOpen: boolean) => void
}): Conversation {
  const { own, store, clock, changed } = parts
  const { sessionId, userId } = own
  const thread = 'care' as const
  let session: Session | undefined
  let entries: readonly Entry[] = []
  // So that what is told to be on this device is, and is whole.
  const serialize = createSerialize()
  const typists = createTypists({ clock, self: () => userId, changed })
  let mark = noWatermark
  const receipts = createSendReceipts({
    ...{ clock, jitter: parts, gatherMs: receiptDelayMs },
    request: () => parts.socket()?.request,
  })
  let readAtOpening: number | undefined
  let reached = noWatermark
  let isStopped = false

  const isHere = (one: { readonly sessionId: SessionId; readonly thread: Thread }) =>
    one.sessionId === sessionId && one.thread === thread
  const newest = () => entries.at(-1)?.seq ?? 0
  const earliest = () => entries[0]?.seq ?? Number.MAX_SAFE_INTEGER

  /** Takes what follows on what is there, or stands before it. Returns whether there is a gap before what was not taken. */
  async function take(found: readonly Entry[]): Promise<boolean> {
    if (isStopped) return false
    const ofThread = found.filter(isHere)
    const before = ofThread.filter(({ seq }) => seq < earliest() && entries.length > 0)
    const after = ofThread.filter(({ seq }) => seq > newest())
    const follows = entries.length === 0 || after[0]?.seq === newest() + 1
    const fits = before.length === 0 || before.at(-1)?.seq === earliest() - 1
    const taken = [...(fits ? before : []), ...(follows ? after : [])]
    if (taken.length > 0) {
      const all = [...(fits ? before : []), ...entries, ...(follows ? after : [])]
      const targets = new Set(taken.flatMap(({ body }) => (body.kind === 'redaction' ? [body.targetSeq] : [])))
      await store.putEntries(own, taken, targets).then(undefined, () => undefined)
      entries = targets.size === 0 ? all : all.map((entry) => redactedEntry(entry, targets) ?? entry)
      for (const { senderId, body } of after) if (body.kind === 'message') typists.stop(sessionId, thread, senderId)
      raise({ deliveredUpTo: newest() })
      if (fits && before.length > 0) parts.arrived(before, false)
      if (follows && after.length > 0) parts.arrived(after, true)
      grow()
    }
    return !follows && after.length > 0
  }

  async function pull(socket: RelaySocket, after: number): Promise<boolean> {
    const cursors = [{ sessionId, thread, after }]
    const answer = requireAnswer(await socket.request('sync:pull', { scope: 'cursors', cursors }))
    await take(answer.entries)
    return answer.more
  }

  async function catchUp(socket: RelaySocket): Promise<void> {
    const isFirst = entries.length === 0
    const after = isFirst ? Number.MAX_SAFE_INTEGER : newest()
    const cursors = [{ sessionId, thread, after }]
    const answer = requireAnswer(await socket.request('sync:pull', { scope: 'all', cursors }))
    if (!takeSession(answer.sessions?.find(({ id }) => id === sessionId))) return
    await take(answer.entries)
    let more = isFirst ? (session?.heads.care ?? 0) > 0 : answer.more
    while (more) more = await pull(socket, isFirst && entries.length === 0 ? firstAfter() : newest())
    raise({})
    receipts.resume()
  }
  const firstAfter = () => Math.max(0, (session?.heads.care ?? 0) - pageEntries)

  /** Returns whether it is still open to this patient. */
  function takeSession(next: Session | undefined): boolean {
    if (next) {
      session = { ...next, watermarks: merged(session?.watermarks ?? [], next.watermarks) }
      const ownMark = session.watermarks.find((item) => item.userId === userId && item.thread === thread)
      readAtOpening ??= ownMark?.readUpTo ?? 0
      if (ownMark) mark = advanceWatermark(mark, ownMark, Number.MAX_SAFE_INTEGER)
    }
    grow()
    const isOpen = next?.active === true
    parts.opened(isOpen)
    return isOpen
  }

  /** The session, or what is known of it, has changed. */
  function grow(): void {
    if (session) {
      const own = { thread, senderId: userId, senderRole: 'patient' } as const
      reached = reachedBy(reached, own, session.participants, session.watermarks)
      keeping.work()
    }
    changed()
  }
  const keeping = createLane(async () => {
    if (session) await store.putSession(own, { session, reached })
    return 'idle'
  }, parts)

  async function keptBefore(seq: number, most: number): Promise<readonly Entry[]> {
    return await store.entriesBefore(own, seq, most).then(lastRun, () => [])
  }

  async function askBefore(to: number): Promise<readonly Entry[]> {
    const socket = parts.socket()
    if (!socket) return []
    const after = Math.max(0, to - 1 - pageEntries)
    const cursors = [{ sessionId, thread, after }]
    const answer = requireAnswer(await socket.request('sync:pull', { scope: 'cursors', cursors }))
    return answer.entries
  }

  function closeGap(): void {
    const socket = parts.socket()
    if (!socket) return
    // When it fails the connection is gone, and the next one catches up.
    serialize(() => catchUp(socket)).then(undefined, () => undefined)
  }

  function raise(next: Partial<typeof mark>): void {
    mark = advanceWatermark(mark, next, newest())
    if (newest() > 0) receipts.raise(sessionId, thread, mark)
  }

  return {
    session: () => session,
    reached: () => reached,
    entries: () => entries,
    hasEarlier: () => entries.length > 0 && earliest() > 1,
    readAtOpening: () => readAtOpening ?? 0,
    typing: () => typists.all().flatMap(({ people }) => people.map(({ name }) => name)),
    load: () =>
      serialize(async () => {
        const kept = await store.findSession(own)
        session = kept?.session
        reached = kept?.reached ?? noWatermark
        entries = lastRun(await store.entriesBefore(own, Number.MAX_SAFE_INTEGER, keptEntries))
        parts.arrived(entries, false)
        changed()
      }),
    catchUp: (socket) => serialize(() => catchUp(socket)),
    receive: (event) => {
      if (event.name === 'log:entries') {
        const { items } = event.payload
        serialize(() => take(items)).then(
          (hasGap) => hasGap && closeGap(),
          () => closeGap(),
        )
      } else if (event.name === 'watermarks') {
        const marks = event.payload.items.filter((item) => item.sessionId === sessionId)
        if (session && marks.length > 0) session = { ...session, watermarks: merged(session.watermarks, marks) }
        grow()
      } else if (event.name === 'typing') {
        typists.receive(event.payload.items.filter(isHere))
      } else if (event.name === 'sessions:changed') {
        const next = event.payload.items.find(({ id }) => id === sessionId)
        // What was said last goes before the end.
        if (next || event.payload.removed.includes(sessionId))
          serialize(async () => takeSession(next)).then(undefined, closeGap)
      }
    },
    loadEarlier: () =>
      serialize(async () => {
        const to = earliest()
        if (to <= 1 || entries.length === 0) return false
        const kept = await keptBefore(to, pageEntries)
        const found = kept.at(-1)?.seq === to - 1 ? kept : await askBefore(to)
        await take(found.filter(({ seq }) => seq < to))
        return found.length > 0
      }),
    seen: (seq) => raise({ readUpTo: seq }),
    stop: () => {
      isStopped = true
      keeping.stop()
    },
  }
}

/** The last entries without a gap: an earlier version of the page, or a browser that lost some, must not leave a hole. */
function lastRun(kept: readonly Entry[]): Entry[] {
  const sorted = kept.toSorted((a, b) => a.seq - b.seq)
  const from = sorted.findLastIndex(({ seq }, index) => index > 0 && sorted[index - 1]?.seq !== seq - 1)
  return from === -1 ? sorted : sorted.slice(from)
}

function merged(known: readonly ParticipantWatermark[], next: readonly ParticipantWatermark[]): ParticipantWatermark[] {
  const result = [...known]
  for (const { userId, thread, deliveredUpTo, readUpTo } of next) {
    const at = result.findIndex((item) => item.userId === userId && item.thread === thread)
    const grown = advanceWatermark(result[at] ?? noWatermark, { deliveredUpTo, readUpTo }, Number.MAX_SAFE_INTEGER)
    if (at === -1) result.push({ userId, thread, ...grown })
    else result[at] = { userId, thread, ...grown }
  }
  return result
}
