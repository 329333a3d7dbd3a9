import type { Capabilities } from '../../../shared/ipc/capabilities.ts'

/** The host's key store: turns the key of the database into bytes that only this workstation's user can turn back. */
export interface KeySafe {
  readonly protection: Capabilities['keyProtection']
  readonly wrap: (key: Uint8Array) => Uint8Array
  /** Throws `FailureError('wrongKey')` when these bytes were not wrapped here, or the key store has lost what it needs. */
  readonly unwrap: (wrapped: Uint8Array) => Uint8Array
}
