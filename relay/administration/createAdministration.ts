import type { Logger } from 'pino'
import type { Entry } from '../../src/shared/model/entry.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { Attachment } from '../../src/shared/model/files/attachment.ts'
import type { SessionId } from '../../src/shared/model/ids.ts'
import { type Thread, threadsVisibleTo } from '../../src/shared/model/thread.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { AccountsParts } from '../accounts/createAccounts.ts'
import type { ErasePerson } from '../accounts/erasePerson.ts'
import type { Purge, Purged } from '../retention/createRetention.ts'
import type { Principal } from '../sessions/access/principal.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import type { SessionUseCases } from '../sessions/sessionUseCases.ts'
import { nextTurnOfLoop } from '../sessions/sync/pause.ts'
import { viewSession } from '../sessions/viewSession.ts'
import type { Store } from '../store/store.ts'
import type { Administration } from './administration.ts'
import { sealExport } from './sessionExport.ts'

export interface AdministrationParts {
  readonly store: Store
  readonly sessionCache: SessionCache
  readonly useCases: Pick<SessionUseCases, 'changeSession' | 'userChanged'>
  readonly accounts: Pick<Accounts, 'putUser'>
  readonly accessEnded: AccountsParts['accessEnded']
  readonly erase: ErasePerson
  readonly purge: (purge: Purge) => Promise<Purged>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Logger
}

/** Administration over the store of a relay that runs, or of one that does not. */
export function createAdministration(parts: AdministrationParts): Administration {
  const { store, sessionCache, useCases, accounts, accessEnded, erase, purge, clock, log } = parts

  async function readThread(sessionId: SessionId, thread: Thread): Promise<Entry[]> {
    const entries: Entry[] = []
    for (;;) {
      const from = { after: entries.at(-1)?.seq ?? 0 }
      const page = await store.log.read({ sessionId, thread, limit: limits.entriesPerPage, from })
      entries.push(...page)
      if (page.length < limits.entriesPerPage) return entries
      await nextTurnOfLoop()
    }
  }

  return {
    listUsers: async (principal) => {
      requireAdmin(principal)
      return (await store.users.list()).map(({ id, name, role, email, passwordHash }) => ({
        ...{ id, name, role, hasPassword: passwordHash !== null },
        ...(email === null ? {} : { email }),
      }))
    },
    listSessions: async (principal) => {
      requireAdmin(principal)
      const records = await store.sessions.list('everything')
      const heads = await store.log.heads(records.map(({ id }) => id))
      const entriesOf = Map.groupBy(heads, ({ sessionId }) => sessionId)
      return records.map(({ id, kind, active, createdAtMs, expiresAtMs, participants }) => ({
        ...{ id, kind, active, createdAt: createdAtMs },
        ...(expiresAtMs === null ? {} : { expiresAt: expiresAtMs }),
        participants: participants.map(({ userId, role }) => ({ userId, role })),
        entries: (entriesOf.get(id) ?? []).reduce((sum, { head }) => sum + head, 0),
      }))
    },
    putUser: async (principal, id, put) => {
      await accounts.putUser(principal, id, put)
      await useCases.userChanged(id)
    },
    eraseUser: async (principal, id) => {
      requireAdmin(principal)
      return await erase(principal, id)
    },
    closeSession: async (principal, sessionId, id, reason) => {
      requireAdmin(principal)
      await useCases.changeSession(principal, { id, sessionId, change: { kind: 'close', reason } })
    },
    revokeTokens: async (principal, userId) => {
      requireAdmin(principal)
      const count = await store.refreshTokens.revokeAllOf(userId, clock.now())
      accessEnded({ userId })
      log.info({ userId, count }, 'refresh tokens revoked')
      return count
    },
    exportSession: async (principal, id) => {
      requireAdmin(principal)
      const session = await sessionCache.get(id)
      if (!session) throw new FailureError('notFound', 'There is no such session.')
      await sessionCache.refreshHeads(session)
      const threads = { care: await readThread(id, 'care'), staff: await readThread(id, 'staff') }
      const attachments = [...threads.care, ...threads.staff].flatMap(({ body }): Attachment[] =>
        body.kind === 'message' ? (body.attachments ?? []) : [],
      )
      log.info({ userId: principal.userId, sessionId: id }, 'session exported')
      return await sealExport({
        format: 'rounds-session-export',
        version: 1,
        exportedAt: clock.now(),
        session: viewSession(session, await store.watermarks.of([id]), threadsVisibleTo('admin')),
        threads,
        attachments,
      })
    },
    purge: async (principal, request) => {
      requireAdmin(principal)
      if (request.beforeMs > clock.now()) throw new FailureError('invalid', 'before: must be a time that is past.')
      return await purge(request)
    },
  }
}

function requireAdmin({ role }: Principal): void {
  if (role !== 'admin') throw new FailureError('forbidden', 'Only administrators may do this.')
}
