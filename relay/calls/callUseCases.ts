import type { Call, CallIssue, IceServer } from '../../src/shared/model/call.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { UpRequest } from '../../src/shared/protocol/up.ts'
import type { DeviceEvent } from '../events/deviceEvent.ts'
import type { PresentDevice } from '../presence/presenceRegistry.ts'
import type { Principal } from '../sessions/access/principal.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { CallRecord } from '../store/callStore.ts'

/** Author of a request, and the device it comes from: the `deviceKey` of its `PresentDevice`. */
export interface CallPrincipal extends Principal {
  readonly device: string
}

/**
 * Change of a call, and the devices to send it to. Plain data: other nodes receive it for `hear`, and pass on the tells.
 */
export interface CallNews {
  readonly call: CallRecord
  readonly tells: readonly DeviceEvent[]
}

export interface Answered {
  readonly call: Call
  readonly iceServers: IceServer[]
}

/**
 * Actions on calls, whatever the request came in by. Each refuses with `FailureError('notFound', 'Call not found')` when the
 * principal is not a party of the call, and with `conflict` (`Cannot accept call in active state`) when it is too late.
 */
export interface CallUseCases {
  /**
   * Rings on all devices of another participant of an open session. The same id again: the same answer. Ends what this device
   * had ringing. Also refuses with `forbidden`, `invalid`, `sessionClosed` and `rateLimited`.
   */
  readonly initiate: (principal: CallPrincipal, request: UpRequest<'call:initiate'>) => Promise<Answered>
  /** The first device wins; the same device again gets the same answer. */
  readonly accept: (principal: CallPrincipal, request: UpRequest<'call:accept'>) => Promise<Answered>
  readonly reject: (principal: CallPrincipal, request: UpRequest<'call:reject'>) => Promise<void>
  /** Of a call that is over already: the duration it had. */
  readonly end: (principal: CallPrincipal, request: UpRequest<'call:end'>) => Promise<{ readonly durationMs: number }>
  /**
   * `signal` was checked by `callSignalDataSchema` where it came in. Refuses with `forbidden` to a device that is not in the
   * call, and with `invalid` where a recipient is named who is not the other party.
   */
  readonly signal: (
    principal: CallPrincipal,
    request: UpRequest<'call:signal'> & {
      readonly recipientId?: UserId | undefined
      readonly spelling?: string | undefined
    },
  ) => Promise<void>
  /** Records the faults of the call on the principal's side now. */
  readonly quality: (
    principal: CallPrincipal,
    request: UpRequest<'call:quality'>,
  ) => Promise<{ readonly issues: CallIssue[] }>
  readonly ice: (
    principal: CallPrincipal,
    request: UpRequest<'call:ice'>,
  ) => Promise<{ readonly iceServers: IceServer[] }>
}

/** Notices that calls need of what happens around them. */
export interface CallDuties {
  /** Takes up the calls that were open when a node stopped. */
  readonly resume: () => Promise<void>
  /** Records a change of a call on another node. */
  readonly hear: (call: CallRecord) => void
  /** A device has connected: calls that ring for its user ring on it too. */
  readonly arrived: (device: PresentDevice) => Promise<void>
  /** A connection of a device has ended, and the presence registry knows. */
  readonly left: (device: PresentDevice) => void
  /** Ends the calls of those who are no longer in the session, and what rings in one that is closed; who speaks may finish. */
  readonly sessionChanged: (session: CachedSession) => void
  /** Calls that are open, for metrics. */
  readonly openCount: () => number
  /** Ends what rings from this node. Resolves when everything is stored. */
  readonly stop: () => Promise<void>
}
