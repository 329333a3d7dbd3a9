import type { ClinicUseCases } from '../../clinic/clinicUseCases.ts'
import type { Work } from '../createWork.ts'
import { workCosts as costs } from '../workCosts.ts'

/** Returns the use cases of the clinic's rules, held to what they cost. */
export function limitClinic(clinic: ClinicUseCases, work: Work): ClinicUseCases {
  return {
    readClinic: (principal, held) =>
      work(
        principal,
        costs.clinicLookedAt,
        () => clinic.readClinic(principal, held),
        (read) => (read === null ? 0 : costs.page),
      ),
    putClinic: (principal, put) => work(principal, costs.upload, () => clinic.putClinic(principal, put)),
  }
}
