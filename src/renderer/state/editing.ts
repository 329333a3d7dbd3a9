import type { ChangedMessage } from './consoleActions.ts'

/** An own message whose text somebody is about to change. */
export interface EditedMessage extends ChangedMessage {
  readonly text: string
  /** Time at which it was logged (relay clock) or queued, in ms. */
  readonly at: number
}
