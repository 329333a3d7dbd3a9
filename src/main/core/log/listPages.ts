import type { ChangesPage } from '../../../client/pullChanges.ts'
import type { ServerTime } from '../../../client/serverTime.ts'
import { isListed, type SessionSet, sessionSetOf } from '../../../shared/model/digest/sessionDigest.ts'
import type { Failure } from '../../../shared/model/failure.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'
import type { Commit } from './commit.ts'

export interface ListPagesParts {
  readonly storage: Pick<StorageReader, 'sessions'>
  readonly serverTime: Pick<ServerTime, 'now'>
  readonly commit: Pick<Commit, 'storeListPage' | 'endListing' | 'hasChangedSince'>
  readonly storageHealth: Pick<StorageHealth, 'write'>
}

export const diskRefused: Failure = {
  kind: 'diskFull',
  message: 'What the relay sent could not be saved on this workstation.',
}

/** Creates what takes the pages of the list of sessions, and compares the list with what is here. */
export function createListPages({ storage, serverTime, commit, storageHealth }: ListPagesParts) {
  /** Returns whether what is listed here is what the relay lists, once those have gone that time takes off the list. */
  function agrees(listed: SessionSet): boolean {
    const here = storage.sessions.listed()
    if (isSameSet(here, listed)) return true
    const nowMs = serverTime.now()
    const [ended, others] = partition(here, (session) => !isListed(session, nowMs))
    if (ended.length === 0 || !isSameSet(others, listed)) return false
    return storageHealth.write(() => commit.endListing(ended.map(({ id }) => id)))
  }

  /** Stores a page, and with the last one what follows from all of them. `asked`: the moments in which the list and this page were asked for. */
  function take(
    { sessions, isComplete, end }: ChangesPage,
    asked: { readonly list: number; readonly page: number },
    since: string | null,
  ): Failure | null {
    const isGone = (id: SessionId) => !end?.seen.has(id) && !commit.hasChangedSince(id, asked.list)
    const listEnd = end && {
      token: end.token,
      isDoubted: isComplete && since !== null,
      gone: isComplete ? storage.sessions.listed().flatMap(({ id }) => (isGone(id) ? [id] : [])) : [],
    }
    const stored = storageHealth.write(() =>
      commit.storeListPage({ sessions, asked: asked.page, isComplete, end: listEnd }),
    )
    return stored ? null : diskRefused
  }

  return { agrees, take }
}

function isSameSet(sessions: readonly { readonly id: SessionId }[], { count, checksum }: SessionSet): boolean {
  const here = sessionSetOf(sessions.map(({ id }) => id))
  return here.count === count && here.checksum === checksum
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))]
}
