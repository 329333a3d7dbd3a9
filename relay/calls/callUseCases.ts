import type { Call, CallIssue, IceServer } from '../../src/shared/model/call.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { UpRequest } from '../../src/shared/protocol/up.ts'
import type { Principal } from '../sessions/access/principal.ts'

/** Author of a request, and the device it comes from: the `deviceKey` of its `PresentDevice`. */
export interface CallPrincipal extends Principal {
  readonly device: string
}

/** Signal for the other device of a call. Its content was checked by `callSignalDataSchema` where it came in. */
export type SignalRequest = UpRequest<'call:signal'> & {
  readonly recipientId?: UserId | undefined
  /** Name of the signal's type in a dialect. */
  readonly spelling?: string | undefined
}

/** Call, and the servers over which the media of whoever asked may find its way. */
export interface JoinedCall {
  readonly call: Call
  readonly iceServers: IceServer[]
}

/**
 * Actions on calls, whatever the request came in by. Each refuses with `FailureError('notFound', 'Call not found')` when the
 * principal is not a party of the call, and with `conflict` (`Cannot accept call in active state`) when it is too late.
 */
export interface CallUseCases {
  /**
   * Rings on all devices of another participant of an open session. The same id again returns the same call. Ends what this device
   * had ringing. Also refuses with `forbidden`, `invalid`, `sessionClosed` and `rateLimited`.
   */
  readonly initiate: (principal: CallPrincipal, request: UpRequest<'call:initiate'>) => Promise<JoinedCall>
  /** The first device wins; for the same device again it returns the same. */
  readonly accept: (principal: CallPrincipal, request: UpRequest<'call:accept'>) => Promise<JoinedCall>
  readonly reject: (principal: CallPrincipal, request: UpRequest<'call:reject'>) => Promise<void>
  /** Ends the call; one that is over already keeps its end. Returns for how long it was active. */
  readonly end: (principal: CallPrincipal, request: UpRequest<'call:end'>) => Promise<{ readonly durationMs: number }>
  /**
   * Refuses with `forbidden` to a device that is not in the call, and with `invalid` where a recipient is named who is not the
   * other party.
   */
  readonly signal: (principal: CallPrincipal, request: SignalRequest) => Promise<void>
  /** Stores a measurement of the principal's side, and returns its issues. */
  readonly quality: (
    principal: CallPrincipal,
    request: UpRequest<'call:quality'>,
  ) => Promise<{ readonly issues: CallIssue[] }>
  readonly ice: (
    principal: CallPrincipal,
    request: UpRequest<'call:ice'>,
  ) => Promise<{ readonly iceServers: IceServer[] }>
}
