import { FailureError } from '../../src/shared/model/failure.ts'
import { handshakeRefusals } from '../../src/shared/protocol/handshake.ts'
import { refusalOfToken, type TokenVerdict, unknownRoleText, type VerifyToken } from '../accounts/verifyToken.ts'

/**
 * Returns whose token a handshake carries. Throws an `Error` whose message is one of `handshakeRefusals`, or the `FailureError` of
 * a token that could not be checked.
 */
export async function authenticate(
  token: unknown,
  verifyToken: VerifyToken,
): Promise<Exclude<TokenVerdict, { readonly refused: unknown }>> {
  if (token === undefined || token === null || token === '') throw new Error(handshakeRefusals.noToken)
  if (typeof token !== 'string') throw new Error(handshakeRefusals.invalidToken)
  const verdict = await verifyToken(token)
  if ('refused' in verdict) {
    const cause = verdict.refused === 'unknownRole' ? unknownRoleText : undefined
    throw new Error(refusalOfToken[verdict.refused], cause === undefined ? {} : { cause })
  }
  return verdict
}

/** Returns the message of a handshake that failed, for the client. A defect is not explained to it. */
function refusalMessage(error: unknown): string {
  const isForClient = error instanceof FailureError || isExpected(error)
  return isForClient ? error.message : 'The relay could not check who you are. Try again later.'
}

/**
 * Returns the error of a handshake that failed, for the client: its message, and, where the documents have one message for several things, which it
 * is in `data`.
 */
export function refusalOf(error: unknown): Error {
  const refusal = new Error(refusalMessage(error))
  const cause = isExpected(error) && typeof error.cause === 'string' ? error.cause : undefined
  return cause === undefined ? refusal : Object.assign(refusal, { data: { error: cause } })
}

/**
 * Returns whether a handshake failed for its token or its protocol, which is no line of the log. Limits are, at the level of what
 * is expected.
 */
export function isExpected(error: unknown): error is Error {
  return error instanceof Error && Object.values<string>(handshakeRefusals).includes(error.message)
}
