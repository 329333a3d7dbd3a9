import type { Failure } from '../../../shared/model/failure.ts'

/** The relay speaks no version of the protocol that this console speaks. */
export const otherProtocol: Failure = {
  kind: 'protocol',
  message:
    'This console and the relay are of different versions. Update the console; if it is up to date, the relay has to be updated. What you write is kept here until then.',
}
