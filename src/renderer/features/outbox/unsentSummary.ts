import type { PendingMessage } from '../../../shared/ipc/message.ts'

/** Returns how many unsent messages wait their turn, and how many were refused and wait for a person. */
export function summariseUnsent(unsent: readonly Pick<PendingMessage, 'state'>[]): {
  readonly queued: number
  readonly refused: number
} {
  const refused = unsent.filter((message) => message.state.kind === 'failed').length
  return { queued: unsent.length - refused, refused }
}
