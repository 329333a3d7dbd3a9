import type { Logger } from 'pino'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import { isNameless, nameInSession } from '../access/nameInSession.ts'
import type { Principal } from '../access/principal.ts'
import { relayItself } from '../access/relayItself.ts'
import { type CachedSession, createCachedSession } from '../cache/cachedSession.ts'
import type { ApplyChange } from './applyChange.ts'

/**
 * Stores the name of the principal's token in those of these sessions in which nothing but an id is known of them, for everyone and
 * from then on. Looks at what is in memory: where the name is known, nothing is read or written. Never rejects; what fails is tried
 * again when they connect or write again.
 */
export type LearnName = (principal: Principal, sessions: Iterable<CachedSession>) => Promise<void>

/** See `LearnName`. */
export function createLearnName({ apply, log }: { readonly apply: ApplyChange; readonly log: Logger }): LearnName {
  const underWay = new Set<string>()

  async function learnIn(id: SessionId, principal: Principal): Promise<void> {
    const key = `${id} ${principal.userId}`
    if (underWay.has(key)) return
    underWay.add(key)
    try {
      await apply({
        id,
        decide: (current) => {
          const name = current && nameInSession(createCachedSession(current), principal)
          if (!current || name === undefined || name === principal.userId) throw nothingToLearn()
          return { next: withName(current, principal.userId, name), sender: relayItself, entries: [] }
        },
      })
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.kind !== 'conflict')
        log.warn({ sessionId: id, userId: principal.userId, error }, 'a name could not be stored')
    } finally {
      underWay.delete(key)
    }
  }

  return async (principal, sessions) => {
    if (isNameless(principal)) return
    for (const session of sessions) {
      const participant = session.participant(principal.userId)
      if (!participant || !isNameless(participant) || nameInSession(session, principal) === principal.userId) continue
      await learnIn(session.record().id, principal)
    }
  }
}

function withName<Record extends { readonly participants: readonly { userId: UserId; name: string }[] }>(
  record: Record,
  userId: UserId,
  name: string,
): Record {
  const participants = record.participants.map((one) => (one.userId === userId ? { ...one, name } : one))
  return { ...record, participants }
}

/** Another node was first, or the participant is gone. */
function nothingToLearn(): FailureError {
  return new FailureError('conflict', 'There is no name to store.')
}
