import { isDeepStrictEqual } from 'node:util'
import type { Logger } from 'pino'
import type { ClinicDocument, WrittenRules } from '../../src/shared/model/clinic/clinicRules.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import { stampReplies } from '../../src/shared/model/replies/quickReply.ts'
import { isStaff } from '../../src/shared/model/role.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { EventOf } from '../events/relayEvent.ts'
import type { Store } from '../store/store.ts'
import type { ClinicUseCases } from './clinicUseCases.ts'

export interface ClinicParts {
  readonly store: Pick<Store, 'clinic'>
  readonly clock: Pick<Clock, 'now'>
  readonly publish: (event: EventOf<'clinic'>) => void
  readonly log: Pick<Logger, 'info'>
}

export interface Clinic {
  readonly useCases: ClinicUseCases
  /** Reads the rules as an event: for consoles of a node that may have missed one. */
  readonly reread: () => Promise<EventOf<'clinic'>>
}

/** Creates the use cases of the clinic's rules. Nothing is kept in memory: they are read when a console comes, and hardly ever change. */
export function createClinic({ store, clock, publish, log }: ClinicParts): Clinic {
  return {
    useCases: {
      readClinic: async ({ role }, held) => {
        if (!isStaff(role)) throw new FailureError('forbidden', 'Only staff see what the clinic has set.')
        const clinic = await store.clinic.read()
        return clinic.version === held ? null : clinic
      },
      putClinic: async ({ role, userId }, { version, ...rules }) => {
        if (role !== 'admin') throw new FailureError('forbidden', 'Only administrators may do this.')
        const before = await store.clinic.read()
        const replies = stampReplies(before.replies, rules.replies, { changedAt: clock.now(), changedBy: userId })
        const stored = await store.clinic.replace(version, { ...rules, replies })
        // Of the same that was put before, the answer may have been lost: what is said of its replies stays.
        if (stored.version !== version + 1 || !areSame(stored, rules)) throw changedMeanwhile(version, stored)
        log.info({ userId }, 'the rules of the clinic were changed')
        publish({ kind: 'clinic', clinic: stored })
        return stored
      },
    },
    reread: async () => ({ kind: 'clinic', clinic: await store.clinic.read() }),
  }
}

/** Returns whether rules are those that somebody has written, whatever is said of their replies. */
function areSame({ version: _, ...stored }: ClinicDocument, written: WrittenRules): boolean {
  const plain = (rules: WrittenRules) => ({
    ...rules,
    replies: rules.replies.map(({ id, name, text }) => ({ id, name, text })),
  })
  return isDeepStrictEqual(plain(stored), plain(written))
}

function changedMeanwhile(version: number, stored: ClinicDocument): FailureError {
  return new FailureError(
    'conflict',
    `The clinic's rules are at version ${stored.version}, and yours were read at version ${version}. Read them again, and make your change in those.`,
  )
}
