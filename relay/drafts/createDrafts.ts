import type { Draft } from '../../src/shared/model/draft.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import { isStaff } from '../../src/shared/model/role.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { EventOf } from '../events/relayEvent.ts'
import { accessOf, requireAccess } from '../sessions/access/access.ts'
import type { Principal } from '../sessions/access/principal.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import type { StoredDraft } from '../store/drafts/draftStore.ts'
import type { Store } from '../store/store.ts'
import { decideDraft } from './decideDraft.ts'
import type { DraftUseCases } from './draftUseCases.ts'

export interface DraftParts {
  readonly store: Pick<Store, 'drafts'>
  readonly sessionCache: SessionCache
  readonly publish: (event: EventOf<'draft'>) => void
  readonly clock: Pick<Clock, 'now'>
  readonly newId: () => string
}

/** Drafts that are looked at in one go, and the size at which a page ends. */
const readAtOnce = 50
const pageBytes = limits.frameBytes / 2

/** Creates the use cases of drafts. Nothing of them is kept in memory, nor written to a log. */
export function createDrafts({ store, sessionCache, publish, clock, newId }: DraftParts): DraftUseCases {
  /** Returns those of these drafts that stand in a thread which the principal may see now. */
  async function visible(principal: Principal, drafts: readonly StoredDraft[]): Promise<Draft[]> {
    const sessions = await sessionCache.getMany([...new Set(drafts.map(({ sessionId }) => sessionId))])
    const accesses = new Map(sessions.map((session) => [session.record().id, accessOf(session, principal)]))
    return drafts
      .filter(({ sessionId, thread }) => accesses.get(sessionId)?.threads.includes(thread))
      .map(withoutWriter)
  }

  return {
    saveDraft: async (principal, save) => {
      requireStaff(principal)
      const { sessionId, thread } = save
      await requireAccess(sessionCache, principal, sessionId, thread)
      const place = { userId: principal.userId, sessionId, thread }
      const changed = await store.drafts.change(place, (current) =>
        decideDraft(current, save, { nowMs: clock.now(), newId }),
      )
      if (!changed) return null
      const draft = withoutWriter(changed.draft)
      if (changed.isChanged) publish({ kind: 'draft', userId: principal.userId, draft })
      return draft
    },
    listDrafts: async (principal, asked) => {
      requireStaff(principal)
      const { userId } = principal
      // A console that has seen a past which this database has not begins anew.
      const after = asked <= (await store.drafts.newest(userId)) ? asked : 0
      const found = await store.drafts.changedAfter(userId, after, readAtOnce)
      const page = found.slice(0, fitting(found))
      return {
        drafts: await visible(principal, page),
        upTo: page.at(-1)?.version ?? after,
        more: page.length < found.length || found.length === readAtOnce,
      }
    },
  }
}

/** Returns how many of these fit into a page, at least one. */
function fitting(drafts: readonly StoredDraft[]): number {
  let bytes = 0
  const full = drafts.findIndex((draft, index) => {
    bytes += Buffer.byteLength(JSON.stringify(draft))
    return index > 0 && bytes > pageBytes
  })
  return full < 0 ? drafts.length : full
}

function withoutWriter({ writer: _, ...draft }: StoredDraft): Draft {
  return draft
}

function requireStaff({ role }: Principal): void {
  if (!isStaff(role)) throw new FailureError('forbidden', 'Only the drafts of staff are kept.')
}
