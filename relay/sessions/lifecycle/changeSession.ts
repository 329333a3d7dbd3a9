import type { Entry } from '../../../src/shared/model/entry.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { Store } from '../../store/store.ts'
import { accessOf, requireAccess } from '../access/access.ts'
import { answerRepeat } from '../answerRepeat.ts'
import { createCachedSession } from '../cache/cachedSession.ts'
import type { SessionCache } from '../cache/sessionCache.ts'
import type { SessionChange, SessionUseCases } from '../sessionUseCases.ts'
import type { ApplyChange } from './applyChange.ts'
import { decideChange } from './decideChange.ts'

export interface ChangeSessionParts {
  readonly store: Pick<Store, 'log'>
  readonly sessionCache: SessionCache
  readonly apply: ApplyChange
  readonly clock: Pick<Clock, 'now'>
}

/** See `SessionUseCases.changeSession`. */
export function createChangeSession(parts: ChangeSessionParts): SessionUseCases['changeSession'] {
  const { store, sessionCache, apply, clock } = parts

  return async (principal, { id, sessionId, change }) => {
    // Before a transaction is begun; the transaction itself finds whether an earlier request asked for the same.
    const isSameEntry = (earlier: Entry) => earlier.sessionId === sessionId
    await answerRepeat(store.log, { principal, id, isSameEntry }, () =>
      requireAccess(sessionCache, principal, sessionId, 'care'),
    )
    const applied = await apply({
      id: sessionId,
      request: { id, senderId: principal.userId, asks: asksOf(change) },
      ...(change.kind === 'transfer' ? { accountsOf: [change.to] } : {}),
      decide: (current, accounts) => {
        const access = current && accessOf(createCachedSession(current), principal)
        if (!current || !access) throw new FailureError('notFound', 'There is no such session for this user.')
        const account = change.kind === 'transfer' ? accounts.get(change.to) : undefined
        const {
          next,
          before,
          primaryEntry,
          primaryThread = 'care',
          after,
        } = decideChange(current, change, {
          principal,
          access,
          nowMs: clock.now(),
          receiver: account?.role === 'clinician' ? { userId: account.id, name: account.name } : undefined,
        })
        const others = (bodies: typeof before) => bodies.map((body) => ({ body }))
        return {
          next,
          sender: { ...principal, name: access.name, role: access.role },
          entries: [...others(before), { id, thread: primaryThread, body: primaryEntry }, ...others(after)],
        }
      },
    })
    const answer = applied.outcome === 'repeated' ? applied.entry : applied.entries.find((entry) => entry.id === id)
    if (!answer) throw new FailureError('internal', 'The relay lost track of a change.')
    return { seq: answer.seq, at: answer.at }
  }
}

/** The whole request as text. */
function asksOf(change: SessionChange): string {
  const none = { to: undefined, until: undefined, reason: undefined, later: undefined }
  const { kind, to, until, reason, later } = { ...none, ...change }
  return JSON.stringify({ kind, to, until, reason, later: later && [later.until, later.reason, later.upTo] })
}
