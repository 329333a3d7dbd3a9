import type { ClinicDocument } from '../../src/shared/model/clinic/clinicRules.ts'
import type { ClinicPut } from '../../src/shared/protocol/settings/clinic.ts'
import type { Principal } from '../sessions/access/principal.ts'

/** Use cases of the rules that the clinic sets for all its consoles. */
export interface ClinicUseCases {
  /** Returns the rules, for staff; null where version `held` is the newest. Refuses patients with `forbidden`. */
  readonly readClinic: (principal: Principal, held?: number) => Promise<ClinicDocument | null>
  /**
   * Stores rules in place of the version that was read, and tells every console; returns them with their version. For administrators; refuses with
   * `forbidden`, and with `conflict` where that version is not the newest any more.
   */
  readonly putClinic: (principal: Principal, put: ClinicPut) => Promise<ClinicDocument>
}
