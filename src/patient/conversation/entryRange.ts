import type { Entry } from '../../shared/model/entry.ts'
import type { OwnInvitation } from '../store/keptRows.ts'
import type { PageStore } from '../store/pageStore.ts'
import { redactedEntry } from './redactedEntry.ts'

/** Entries that were added to a range, and whether there is a gap before some that were not. */
export interface AddedEntries {
  /** Before everything that was there. */
  readonly before: readonly Entry[]
  /** After everything that was there. */
  readonly after: readonly Entry[]
  readonly hasGap: boolean
}

/** The last entries of the thread that this page has, in memory and on this device, without gaps. */
export interface EntryRange {
  /** Ascending by `seq`. */
  readonly all: () => readonly Entry[]
  /** The `seq` of the newest entry; 0 without one. */
  readonly newest: () => number
  /** The `seq` of the earliest entry; beyond all others without one. */
  readonly earliest: () => number
  /** Reads the last of what was kept from before. */
  readonly load: (most: number) => Promise<void>
  /** Adds what follows on what is there, or stands right before it. */
  readonly add: (found: readonly Entry[]) => Promise<AddedEntries>
  /** Returns the last entries before this `seq` that this device has, without a gap; none where the browser cannot read them. */
  readonly storedBefore: (seq: number, most: number) => Promise<readonly Entry[]>
  /** Adds nothing more. */
  readonly stop: () => void
}

const nothing: AddedEntries = { before: [], after: [], hasGap: false }

/**
 * Holds entries of one thread. What the browser cannot store is there all the same: it is asked for again when the page is opened
 * next. `add` is called once at a time.
 */
export function createEntryRange(own: OwnInvitation, store: PageStore): EntryRange {
  let entries: readonly Entry[] = []
  let isStopped = false
  const newest = () => entries.at(-1)?.seq ?? 0
  const earliest = () => entries[0]?.seq ?? Number.MAX_SAFE_INTEGER

  return {
    all: () => entries,
    newest,
    earliest,
    load: async (most) => {
      entries = lastRun(await store.entriesBefore(own, Number.MAX_SAFE_INTEGER, most))
    },
    add: async (found) => {
      if (isStopped) return nothing
      const earlier = found.filter(({ seq }) => seq < earliest() && entries.length > 0)
      const later = found.filter(({ seq }) => seq > newest())
      const follows = entries.length === 0 || later[0]?.seq === newest() + 1
      const before = earlier.at(-1)?.seq === earliest() - 1 ? earlier : []
      const after = follows ? later : []
      const added = [...before, ...after]
      if (added.length > 0) {
        const all = [...before, ...entries, ...after]
        const redacted = new Set(added.flatMap(({ body }) => (body.kind === 'redaction' ? [body.targetSeq] : [])))
        await store.putEntries(own, added, redacted).then(undefined, () => undefined)
        entries = redacted.size === 0 ? all : all.map((entry) => redactedEntry(entry, redacted) ?? entry)
      }
      return { before, after, hasGap: !follows && later.length > 0 }
    },
    storedBefore: (seq, most) => store.entriesBefore(own, seq, most).then(lastRun, () => []),
    stop: () => {
      isStopped = true
    },
  }
}

/** The last entries without a gap: an earlier version of the page, or a browser that lost some, must not leave a hole. */
function lastRun(stored: readonly Entry[]): Entry[] {
  const sorted = stored.toSorted((a, b) => a.seq - b.seq)
  const from = sorted.findLastIndex(({ seq }, index) => index > 0 && sorted[index - 1]?.seq !== seq - 1)
  return from === -1 ? sorted : sorted.slice(from)
}
