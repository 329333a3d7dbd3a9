import type { Entry } from '../../shared/model/entry.ts'

/**
 * Part of a thread that the screen holds: the newest entries by ascending `seq`, and whether there are earlier ones to read.
 * `loaded` is false until the first answer, while `entries` may already hold what arrived meanwhile.
 */
export interface LoadedThread {
  readonly entries: readonly Entry[]
  readonly hasEarlier: boolean
  readonly loaded: boolean
  /** While the thread is not on the screen: the `seq` at which its reader left it, or null at its end. */
  readonly keepFromSeq: number | null
}

export const notLoadedThread: LoadedThread = { entries: [], hasEarlier: false, loaded: false, keepFromSeq: null }

/** Number of entries that are kept of a thread that is not on the screen. */
export const hiddenThreadEntries = 50

/** The most that is kept of a hidden thread, however far up its reader was. */
export const mostHiddenEntries = 500

/** Both lists as one, by ascending `seq`, each `seq` once. Returns `held` itself when nothing is new. */
export function mergeEntries(held: readonly Entry[], incoming: readonly Entry[]): readonly Entry[] {
  const known = new Set(held.map((entry) => entry.seq))
  const added = incoming
    .filter((entry, index) => !known.has(entry.seq) && incoming.findIndex((e) => e.seq === entry.seq) === index)
    .sort((a, b) => a.seq - b.seq)
  const [first] = added
  if (first === undefined) return held
  const last = held.at(-1)
  if (last === undefined || last.seq < first.seq) return [...held, ...added]
  return [...held, ...added].sort((a, b) => a.seq - b.seq)
}

/**
 * The thread after its newest page was read, at first or again after a break. Where the page does not reach down to what was
 * held, what was held is let go: a conversation never shows two parts with a hole between them.
 */
export function withNewestPage(
  thread: LoadedThread,
  page: { readonly entries: readonly Entry[]; readonly hasEarlier: boolean },
): LoadedThread {
  const [oldestRead] = page.entries
  const held = thread.entries
  if (oldestRead === undefined) return { ...thread, hasEarlier: thread.loaded && thread.hasEarlier, loaded: true }
  const newestRead = page.entries.at(-1) ?? oldestRead
  const below = held.filter((entry) => entry.seq < oldestRead.seq)
  const joins = thread.loaded && below.at(-1)?.seq === oldestRead.seq - 1
  const newer = held.filter((entry) => entry.seq > newestRead.seq)
  const entries = mergeEntries(page.entries, joins ? [...below, ...newer] : newer)
  return { ...thread, entries, hasEarlier: joins ? thread.hasEarlier : page.hasEarlier, loaded: true }
}

/** The thread after the page before its first entry was read. */
export function withEarlierPage(
  thread: LoadedThread,
  page: { readonly entries: readonly Entry[]; readonly hasEarlier: boolean },
): LoadedThread {
  const [first] = thread.entries
  const joins = first === undefined || page.entries.length === 0 || page.entries.at(-1)?.seq === first.seq - 1
  if (!joins) return thread
  return { ...thread, entries: mergeEntries(thread.entries, page.entries), hasEarlier: page.hasEarlier }
}

/**
 * The thread cut to what a hidden one keeps: its newest entries, and further up to where its reader left it. Returns `thread` itself
 * when there is nothing to cut.
 */
export function trimThread(thread: LoadedThread): LoadedThread {
  const { entries } = thread
  const keepFromSeq = thread.keepFromSeq ?? Number.POSITIVE_INFINITY
  const above = entries.filter((entry) => entry.seq >= keepFromSeq).length
  const kept = Math.min(Math.max(hiddenThreadEntries, above), mostHiddenEntries)
  if (entries.length <= kept) return thread
  return { ...thread, entries: entries.slice(-kept), hasEarlier: true }
}
