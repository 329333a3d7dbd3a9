import { FailureError } from '../../../src/shared/model/failure.ts'
import { impersonatesSystem } from '../../../src/shared/model/text/systemImpersonation.ts'

/**
 * Refuses with `FailureError('invalid')` a text that poses as a message of the system: clients of the documents show messages of the
 * system in the same place, with nothing else to distinguish them.
 */
export function refuseImpersonation(text: string): void {
  if (impersonatesSystem(text)) throw new FailureError('invalid', 'Messages of the system cannot be sent by its users.')
}
