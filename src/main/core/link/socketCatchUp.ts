import type { Failure } from '../../../shared/model/failure.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Background } from '../runtime/background.ts'
import type { CoreTimings } from '../runtime/coreTimings.ts'
import type { Random } from '../runtime/random.ts'
import type { LinkState } from './linkState.ts'
import { createRetry } from './retry.ts'
import type { Transport } from './transport.ts'
import type { TransportSwitch } from './transportSwitch.ts'

/** Creates what catches up on the socket in use, and again in a while where that was interrupted. */
export function createSocketCatchUp(parts: {
  readonly transports: Pick<TransportSwitch, 'current'>
  readonly link: Pick<LinkState, 'enter' | 'fetched'>
  readonly catchUp: (over: Transport) => Promise<Failure | null>
  readonly clock: Clock
  readonly random: Random
  readonly run: Background['run']
  readonly timings: Pick<CoreTimings, 'reconnect'>
  readonly isStopped: () => boolean
  /** Everything is held that the relay had when the socket opened. */
  readonly caughtUp: () => void
}) {
  const { transports, link, clock, random, run, timings } = parts

  /** Returns true also when the socket is another by now: its own catching up has been asked for. */
  async function attempt(): Promise<boolean> {
    const over = transports.current()
    if (over?.via !== 'socket') return true
    const failure = await parts.catchUp(over)
    if (transports.current() !== over || parts.isStopped()) return true
    if (failure === null) {
      parts.caughtUp()
      link.fetched()
      link.enter('live', null)
    } else link.enter('catchingUp', failure)
    return failure === null
  }

  return createRetry({ clock, random, run, backOff: timings.reconnect, attempt })
}
