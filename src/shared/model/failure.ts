import { z } from 'zod'

/**
 * Point at which the same request may be made again: `later` by itself with back-off, `afterSignIn` with a new token, or `never`.
 */
export type RetryPolicy = 'later' | 'afterSignIn' | 'never'

/** The closed list of what can go wrong across a process boundary, each with its retry policy. This table is the only one. */
export const retryPolicyOf = {
  /** No connection to the relay, or the line dropped before an answer. */
  offline: 'later',
  /** The relay did not answer in time; it may have stored the request, so retry with the same id. */
  timeout: 'later',
  /** Too many requests; the sender must slow down. */
  rateLimited: 'later',
  /** The relay cannot store or is shutting down. Nothing was stored. */
  unavailable: 'later',
  /** The disk of the side that answers is full. Nothing was stored. */
  diskFull: 'later',
  /** A defect on the side that answers; its log has the details. */
  internal: 'later',
  /** No token, or one that is not valid. */
  unauthenticated: 'afterSignIn',
  /** The token was valid and has expired. */
  tokenExpired: 'afterSignIn',
  /** Known, but not allowed to do this. */
  forbidden: 'never',
  /** There is no such session, entry or user, or it is not for this user to know. */
  notFound: 'never',
  /** The request does not have the form that the contract asks for. */
  invalid: 'never',
  /** A text or frame over the limit. */
  tooLarge: 'never',
  /** The id was used before for something else. */
  conflict: 'never',
  /** The session is closed or expired. */
  sessionClosed: 'never',
  /** No clinician of the session is in hours; the patient may write again when one is. */
  outsideHours: 'never',
  /** The session is in dispute: nothing that was said may be changed while it lasts. */
  frozen: 'never',
  /** The relay speaks no version of the protocol that this program speaks. */
  protocol: 'never',
  /** The database was written by a newer version of the program. */
  newerDatabase: 'never',
  /** The database cannot be opened with this key, or is not a database. */
  wrongKey: 'never',
} as const satisfies Record<string, RetryPolicy>

export type FailureKind = keyof typeof retryPolicyOf

const failureKinds = Object.keys(retryPolicyOf) as [FailureKind, ...FailureKind[]]
export const failureKindSchema = z.enum(failureKinds)
export const retryPolicySchema = z.enum(['later', 'afterSignIn', 'never'])

/** `message` is a sentence for the person at the screen: what happened and what to do. It holds no message text and no token. */
export const failureSchema = z.object({ kind: failureKindSchema, message: z.string() })
export type Failure = z.infer<typeof failureSchema>

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }

export function succeed<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function fail(kind: FailureKind, message: string): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { kind, message } }
}

/** Error that code inside a process throws to have an edge respond with this failure. */
export class FailureError extends Error {
  override readonly name = 'FailureError'
  readonly failure: Failure

  constructor(kind: FailureKind, message: string) {
    super(message)
    this.failure = { kind, message }
  }
}
