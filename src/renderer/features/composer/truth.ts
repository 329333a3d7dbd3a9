import type { ScreenState } from '../../state/screenState.ts'

/** State of the way to the relay, as far as it concerns what is being written. */
export type Truth = 'live' | 'polling' | 'catchingUp' | 'connecting' | 'offline' | 'silent' | 'expired' | 'stopped'

/** Urgency with which it is shown. */
export type TruthLevel = 'calm' | 'warn' | 'alarm'

/** From this long a silence on, in ms, nobody should count on the relay. */
const silenceAlarmsMs = 30_000

/** Returns the one thing that stands in the way of what is being written, nearest first: the console, the sign-in, the line. */
export function truthOf({ lostAt, account, link }: Pick<ScreenState, 'lostAt' | 'account' | 'link'>): Truth {
  if (lostAt !== null) return 'stopped'
  return account.state === 'expired' ? 'expired' : link.mode
}

/** Returns the urgency of it; `silentForMs` counts where the relay is silent. */
export function truthLevel(truth: Truth, silentForMs: number): TruthLevel {
  if (truth === 'stopped' || truth === 'expired') return 'alarm'
  if (truth === 'silent') return silentForMs >= silenceAlarmsMs ? 'alarm' : 'warn'
  return truth === 'offline' ? 'warn' : 'calm'
}
