import type { Clock } from '../../src/shared/model/clock.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { Store } from '../store/store.ts'
import { accessOf, requireAccess } from './access.ts'
import type { ApplyChange } from './applyChange.ts'
import { type ChangeContext, decideChange } from './decideChange.ts'
import { createKnownSession } from './knownSession.ts'
import type { SessionDirectory } from './sessionDirectory.ts'
import type { SessionUseCases } from './sessionUseCases.ts'

export interface ChangeSessionParts {
  readonly store: Pick<Store, 'users' | 'log'>
  readonly directory: SessionDirectory
  readonly apply: ApplyChange
  readonly clock: Pick<Clock, 'now'>
}

/** See `SessionUseCases.changeSession`. */
export function createChangeSession(parts: ChangeSessionParts): SessionUseCases['changeSession'] {
  const { store, directory, apply, clock } = parts

  async function receiverOf(to: UserId): Promise<ChangeContext['receiver']> {
    const user = await store.users.find(to)
    return user?.role === 'clinician' ? { userId: user.id, name: user.name } : undefined
  }

  return async (asker, { id, sessionId, change }) => {
    try {
      const { access } = await requireAccess(directory, asker, sessionId, 'care')
      const receiver = change.kind === 'transfer' ? await receiverOf(change.to) : undefined
      const sender = { ...asker, name: access.name, role: access.role }
      let mainIndex = 0
      const { outcomes } = await apply(sender, sessionId, (current) => {
        // As it is when its turn has come: what went before may have taken the asker out.
        const accessNow = current && accessOf(createKnownSession(current), asker)
        if (!current || !accessNow) throw new FailureError('notFound', 'There is no such session for this user.')
        const { next, before, main, after } = decideChange(current, change, {
          asker,
          access: accessNow,
          nowMs: clock.now(),
          receiver,
        })
        mainIndex = before.length
        const others = (bodies: typeof before) => bodies.map((body) => ({ body }))
        return { next, entries: [...others(before), { id, body: main }, ...others(after)] }
      })
      const outcome = outcomes[mainIndex]
      if (outcome?.outcome !== 'appended')
        throw new FailureError('conflict', 'This id was used before for something else.')
      return { seq: outcome.entry.seq, at: outcome.entry.at }
    } catch (error) {
      // The first attempt may have been carried out before; then what it asked for is so already, and its answer is owed.
      if (!(error instanceof FailureError)) throw error
      const earlier = await store.log.find(asker.userId, id)
      const isThis =
        earlier?.sessionId === sessionId && (earlier.body.kind === 'state' || earlier.body.kind === 'membership')
      if (!isThis) throw error
      return { seq: earlier.seq, at: earlier.at }
    }
  }
}
