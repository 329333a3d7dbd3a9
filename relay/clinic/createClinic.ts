import { isDeepStrictEqual } from 'node:util'
import type { Logger } from 'pino'
import type { ClinicDocument } from '../../src/shared/model/clinic/clinicRules.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import { isStaff } from '../../src/shared/model/role.ts'
import type { EventOf } from '../events/relayEvent.ts'
import type { Store } from '../store/store.ts'
import type { ClinicUseCases } from './clinicUseCases.ts'

export interface ClinicParts {
  readonly store: Pick<Store, 'clinic'>
  readonly publish: (event: EventOf<'clinic'>) => void
  readonly log: Pick<Logger, 'info'>
}

export interface Clinic {
  readonly useCases: ClinicUseCases
  /** Reads the rules as an event: for consoles of a node that may have missed one. */
  readonly reread: () => Promise<EventOf<'clinic'>>
}

/** Creates the use cases of the clinic's rules. Nothing is kept in memory: they are read when a console comes, and hardly ever change. */
export function createClinic({ store, publish, log }: ClinicParts): Clinic {
  return {
    useCases: {
      readClinic: async ({ role }, held) => {
        if (!isStaff(role)) throw new FailureError('forbidden', 'Only staff see what the clinic has set.')
        const clinic = await store.clinic.read()
        return clinic.version === held ? null : clinic
      },
      putClinic: async ({ role, userId }, { version, ...rules }) => {
        if (role !== 'admin') throw new FailureError('forbidden', 'Only administrators may do this.')
        const stored = await store.clinic.replace(version, rules)
        if (!isDeepStrictEqual(stored, { ...rules, version: version + 1 })) throw changedMeanwhile(version, stored)
        log.info({ userId }, 'the rules of the clinic were changed')
        publish({ kind: 'clinic', clinic: stored })
        return stored
      },
    },
    reread: async () => ({ kind: 'clinic', clinic: await store.clinic.read() }),
  }
}

function changedMeanwhile(version: number, stored: ClinicDocument): FailureError {
  return new FailureError(
    'conflict',
    `The clinic's rules are at version ${stored.version}, and yours were read at version ${version}. Read them again, and make your change in those.`,
  )
}
