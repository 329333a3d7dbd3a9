import type { Clock } from '../../src/shared/model/clock.ts'
import type { Entry } from '../../src/shared/model/entry.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { Session } from '../../src/shared/model/session.ts'
import { advanceWatermark, noWatermark, type ParticipantWatermark } from '../../src/shared/model/watermark.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { OwnInvitation, PageStore } from './pageStore.ts'
import { redactedEntry } from './redactedEntry.ts'
import type { Received, RelaySocket } from './relaySocket.ts'

/** What the page knows of its session. */
export interface Conversation {
  readonly session: () => Session | undefined
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
  readonly receive: (what: Received) => void
  /** Goes one step back, to what is kept here or else to what the relay has. Gives whether there was something to be had. */
  readonly loadEarlier: () => Promise<boolean>
  /** The entries up to this `seq` were in front of the person. */
  readonly seen: (seq: number) => void
}

/** Entries asked for at first, and with each step back. */
const pageEntries = 60
/** Entries shown at once of what was kept from before. */
const keptEntries = 200
/** Receipts of so long a time go together. */
const receiptDelayMs = 150

/** Keeps the care thread of one session whole, in memory and on this device, and tells the others how far it has come. */
export function createConversation(parts: {
  readonly own: OwnInvitation
  readonly store: PageStore
  readonly socket: () => RelaySocket | undefined
  readonly clock: Clock
  readonly changed: () => void
  /** Entries, in order, that are on this device now: what was kept from before (also of long ago), or what is new. */
  readonly arrived: (entries: readonly Entry[], isNew: boolean) => void
  /** The session is closed, or no longer this patient's. */
  readonly ended: () => void
}): Conversation {
  const { own, store, clock, changed } = parts
  const { sessionId, userId } = own
  const thread = 'care' as const
  let session: Session | undefined
  let entries: readonly Entry[] = []
  let taking: Promise<unknown> = Promise.resolve()
  const typists = new Map<UserId, { readonly name: string; readonly forget: () => void }>()
  let mark = noWatermark
  let readAtOpening: number | undefined
  let told = noWatermark
  let isReceiptDue = false

  const newest = () => entries.at(-1)?.seq ?? 0
  const earliest = () => entries[0]?.seq ?? Number.MAX_SAFE_INTEGER

  /** One after the other, so that what is told to be on this device is, and is whole. */
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = taking.then(task)
    taking = result.then(
      () => undefined,
      () => undefined,
    )
    return result
  }

  /** Takes what follows on what is there, or stands before it. Gives whether there is a gap before what was not taken. */
  async function take(found: readonly Entry[]): Promise<boolean> {
    const ofThread = found.filter((entry) => entry.sessionId === sessionId && entry.thread === thread)
    const before = ofThread.filter(({ seq }) => seq < earliest() && entries.length > 0)
    const after = ofThread.filter(({ seq }) => seq > newest())
    const follows = entries.length === 0 || after[0]?.seq === newest() + 1
    const fits = before.length === 0 || before.at(-1)?.seq === earliest() - 1
    const taken = [...(fits ? before : []), ...(follows ? after : [])]
    if (taken.length > 0) {
      const all = [...(fits ? before : []), ...entries, ...(follows ? after : [])]
      await store.putEntries(own, taken)
      const targets = new Set(taken.flatMap(({ body }) => (body.kind === 'redaction' ? [body.targetSeq] : [])))
      if (targets.size > 0) await store.redactEntries(own, targets)
      entries = targets.size === 0 ? all : all.map((entry) => redactedEntry(entry, targets) ?? entry)
      for (const { senderId, body } of after) if (body.kind === 'message') forgetTypist(senderId)
      raise({ deliveredUpTo: newest() })
      if (fits && before.length > 0) parts.arrived(before, false)
      if (follows && after.length > 0) parts.arrived(after, true)
      changed()
    }
    return !follows && after.length > 0
  }

  async function pull(socket: RelaySocket, after: number): Promise<boolean> {
    const answer = await socket.request('sync:pull', { scope: 'cursors', cursors: [{ sessionId, thread, after }] })
    await take(answer.entries)
    return answer.more
  }

  async function catchUp(socket: RelaySocket): Promise<void> {
    const isFirst = entries.length === 0
    const after = isFirst ? Number.MAX_SAFE_INTEGER : newest()
    const answer = await socket.request('sync:pull', { scope: 'all', cursors: [{ sessionId, thread, after }] })
    if (!takeSession(answer.sessions?.find(({ id }) => id === sessionId))) return
    await take(answer.entries)
    let more = isFirst ? (session?.heads.care ?? 0) > 0 : answer.more
    while (more) more = await pull(socket, isFirst && entries.length === 0 ? firstAfter() : newest())
    told = noWatermark
    raise({})
  }
  const firstAfter = () => Math.max(0, (session?.heads.care ?? 0) - pageEntries)

  /** Gives whether it is still open to this patient. */
  function takeSession(next: Session | undefined): boolean {
    if (next) {
      session = { ...next, watermarks: merged(session?.watermarks ?? [], next.watermarks) }
      const ownMark = session.watermarks.find((item) => item.userId === userId && item.thread === thread)
      readAtOpening ??= ownMark?.readUpTo ?? 0
      if (ownMark) mark = advanceWatermark(mark, ownMark, Number.MAX_SAFE_INTEGER)
    }
    changed()
    if (next?.active) return true
    parts.ended()
    return false
  }

  async function askBefore(to: number): Promise<readonly Entry[]> {
    const socket = parts.socket()
    if (!socket) return []
    const after = Math.max(0, to - 1 - pageEntries)
    const answer = await socket.request('sync:pull', { scope: 'cursors', cursors: [{ sessionId, thread, after }] })
    return answer.entries
  }

  function closeGap(): void {
    const socket = parts.socket()
    if (!socket) return
    // When it fails the connection is gone, and the next one catches up.
    inTurn(() => catchUp(socket)).then(undefined, () => undefined)
  }

  function setTyping(item: { readonly userId: UserId; readonly name: string; readonly typing: boolean }): void {
    forgetTypist(item.userId)
    if (item.typing && item.userId !== userId) {
      const forget = clock.after(limits.typingExpiresMs, () => {
        typists.delete(item.userId)
        changed()
      })
      typists.set(item.userId, { name: item.name, forget })
    }
    changed()
  }
  function forgetTypist(of: UserId): void {
    typists.get(of)?.forget()
    typists.delete(of)
  }

  function raise(next: Partial<typeof mark>): void {
    mark = advanceWatermark(mark, next, newest())
    if (isReceiptDue || (mark.deliveredUpTo <= told.deliveredUpTo && mark.readUpTo <= told.readUpTo)) return
    isReceiptDue = true
    clock.after(receiptDelayMs, () => {
      isReceiptDue = false
      tellMark()
    })
  }
  function tellMark(): void {
    const socket = parts.socket()
    if (!socket || newest() === 0) return
    const { deliveredUpTo, readUpTo } = mark
    told = mark
    // Marks only grow: what is not told now is told with the next connection.
    socket.request('watermark:advance', { marks: [{ sessionId, thread, deliveredUpTo, readUpTo }] }).then(
      () => undefined,
      () => {
        told = noWatermark
      },
    )
  }

  return {
    session: () => session,
    entries: () => entries,
    hasEarlier: () => entries.length > 0 && earliest() > 1,
    readAtOpening: () => readAtOpening ?? 0,
    typing: () => [...typists.values()].map(({ name }) => name),
    load: () =>
      inTurn(async () => {
        entries = lastRun(await store.entriesBefore(own, Number.MAX_SAFE_INTEGER, keptEntries))
        parts.arrived(entries, false)
        changed()
      }),
    catchUp: (socket) => inTurn(() => catchUp(socket)),
    receive: (what) => {
      if (what.event === 'log:entries') {
        const { items } = what.payload
        inTurn(() => take(items)).then(
          (hasGap) => hasGap && closeGap(),
          () => closeGap(),
        )
      } else if (what.event === 'watermarks') {
        const marks = what.payload.items.filter((item) => item.sessionId === sessionId)
        if (session && marks.length > 0) session = { ...session, watermarks: merged(session.watermarks, marks) }
        changed()
      } else if (what.event === 'typing') {
        for (const item of what.payload.items)
          if (item.sessionId === sessionId && item.thread === thread) setTyping(item)
      } else if (what.event === 'sessions:changed') {
        const next = what.payload.items.find(({ id }) => id === sessionId)
        // What was said last goes before the end.
        if (next || what.payload.removed.includes(sessionId))
          inTurn(async () => takeSession(next)).then(undefined, closeGap)
      }
    },
    loadEarlier: () =>
      inTurn(async () => {
        const to = earliest()
        if (to <= 1 || entries.length === 0) return false
        const kept = lastRun(await store.entriesBefore(own, to, pageEntries))
        const found = kept.at(-1)?.seq === to - 1 ? kept : await askBefore(to)
        await take(found.filter(({ seq }) => seq < to))
        return found.length > 0
      }),
    seen: (seq) => raise({ readUpTo: seq }),
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
