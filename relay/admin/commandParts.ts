import type { EntryId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { IssueToken } from '../accounts/tokenIssuer.ts'
import type { Administration, Links } from '../administration/administration.ts'
import type { ClinicUseCases } from '../clinic/clinicUseCases.ts'
import type { RelaySettings } from '../environment.ts'
import type { Principal } from '../sessions/access/principal.ts'

/** All that the command asks of a relay, or does on its store. */
export type WholeAdministration = Administration & Links & ClinicUseCases

export interface CommandParts {
  readonly settings: RelaySettings
  readonly principal: Principal
  /** Opened when a command needs it. */
  readonly administration: () => Promise<WholeAdministration>
  readonly isRelayRunning: () => Promise<boolean>
  readonly issueToken: IssueToken
  readonly readPassword: () => Promise<string>
  readonly newEntryId: () => EntryId
  readonly clock: Pick<Clock, 'now'>
}
