import type { CachedSession } from './cachedSession.ts'

/** Moment as of which a record is known: after which change or reading of the cache, and when (ms). */
export interface Moment {
  readonly revision: number
  readonly atMs: number
}

/** In memory and, as far as this node can know, as in the store. */
export interface Fresh {
  readonly state: 'fresh'
  readonly session: CachedSession
  readonly asOf: Moment
}

/** In memory, but to be read before it is believed: another node may have changed it. */
export interface Stale {
  readonly state: 'stale'
  readonly session: CachedSession
  readonly asOf: Moment
}

/** Being read. `held` is what is in memory meanwhile, with every change that comes; it stays when the reading fails. */
export interface Loading {
  readonly state: 'loading'
  readonly reading: Promise<CachedSession | undefined>
  readonly held: Held | undefined
}

export type Held = Fresh | Stale

/** A session in the cache. One that is neither in memory nor being read has no entry. */
export type CacheEntry = Held | Loading

/** Returns what of the entry is in memory. */
export function heldIn(entry: CacheEntry | undefined): Held | undefined {
  return entry?.state === 'loading' ? entry.held : entry
}

/** Returns the entry with this in memory instead; a reading that is under way goes on. Undefined: nothing is left of the entry. */
export function withHeld(entry: CacheEntry | undefined, held: Held | undefined): CacheEntry | undefined {
  return entry?.state === 'loading' ? { ...entry, held } : held
}
