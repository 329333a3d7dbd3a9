import type { AttemptFailure } from '../../../client/attempts.ts'
import { type KeptEvent, keepConnected } from '../../../client/keepConnected.ts'
import type { OpenSocket } from '../../../client/openSocket.ts'
import type { InvalidFrame, ReceivedEvent, RelaySocket } from '../../../client/relaySocket.ts'
import type { ServerTime } from '../../../client/serverTime.ts'
import type { Failure } from '../../../shared/model/failure.ts'
import type { DeviceId } from '../../../shared/model/ids.ts'
import type { BackOff } from '../../../shared/model/timing/backOff.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Background } from '../runtime/background.ts'
import type { CoreTimings } from '../runtime/coreTimings.ts'
import type { Log } from '../runtime/log.ts'
import type { Random } from '../runtime/random.ts'
import type { CurrentTransport } from './currentTransport.ts'
import type { Freshness } from './freshness.ts'
import type { LinkState } from './linkState.ts'
import { otherProtocol } from './otherProtocol.ts'
import { createRestRounds } from './restRounds.ts'
import { createSocketCatchUp } from './socketCatchUp.ts'
import type { TokenKeeper } from './tokens.ts'
import type { RestTransport, Transport } from './transport.ts'
import { createTransportSwitch } from './transportSwitch.ts'

export interface RelayConnectionParts {
  readonly relayUrl: string
  readonly device: { readonly id: DeviceId; readonly name: string }
  readonly openSocket: OpenSocket
  readonly restTransport: RestTransport
  readonly tokens: Pick<TokenKeeper, 'current' | 'renew' | 'discard'>
  readonly clock: Clock
  readonly serverTime: Pick<ServerTime, 'observe'>
  readonly random: Random
  readonly log: Log
  readonly timings: CoreTimings
  readonly run: Background['run']
  readonly link: LinkState
  readonly freshness: Freshness
  /** Takes the transport to those that make requests, and brings their reports. */
  readonly transport: Pick<CurrentTransport, 'current' | 'set' | 'onReport'>
  /** Fetches everything that this console lacks. Returns why it did not get through, or null. */
  readonly catchUp: (over: Transport) => Promise<Failure | null>
  /** Stores what the relay sent. Returns false when it could not be stored. */
  readonly receive: (event: ReceivedEvent) => boolean
}

/**
 * Keeps the console connected to the relay: a socket, on each of which everything is caught up with. Without one it fetches and sends
 * over REST; with one, REST is a check now and then.
 */
export function createRelayConnection(parts: RelayConnectionParts) {
  const { timings, link, log, tokens } = parts
  let isRunning = false
  const isStopped = () => !isRunning
  const transports = createTransportSwitch({ ...parts, isStopped })
  const rounds = createRestRounds({ ...parts, transports, isStopped })
  const catchUp = createSocketCatchUp({ ...parts, transports, isStopped, caughtUp: () => kept.proved() })
  const kept = keepConnected({ ...parts, jitter: parts.random }, { opened, received, lost, failed, ...loggedOnly(log) })

  function opened(socket: RelaySocket): void {
    log.info({}, 'connected')
    link.enter('catchingUp', null)
    link.acknowledged()
    catchUp.reset()
    transports.setSocket(socket)
    rounds.plan(timings.checkEveryMs)
    catchUp.now()
  }

  function received(event: KeptEvent): void {
    transports.noteSign()
    // What could not be stored is fetched again, when there may be room for it.
    if (!parts.receive(event)) catchUp.later()
  }

  function lost(failure: Failure): void {
    log.info({ kind: failure.kind }, 'the connection was lost')
    catchUp.reset()
    transports.set(null)
    link.enter('connecting', failure)
    rounds.plan(timings.pollEveryMs)
  }

  function failed({ failure: why }: AttemptFailure, failures: number): BackOff {
    const failure = why.kind === 'protocol' ? otherProtocol : why
    log.debug({ kind: failure.kind, failures }, 'no connection')
    if (transports.current()?.via !== 'rest') link.enter('offline', failure)
    if (failure.kind !== 'protocol' && !transports.current()) {
      if (failures === 1) rounds.now()
      else rounds.planAtLeast(timings.pollEveryMs)
    }
    return timings.reconnect
  }

  parts.transport.onReport((found) => {
    if (found === 'tokenRefused') {
      // Renewed on the socket, or for the next request.
      tokens.discard()
      kept.renew()
    } else catchUp.later()
  })

  return {
    start: (): void => {
      if (isRunning) return
      isRunning = true
      link.enter('connecting', null)
      kept.start()
    },
    /** Tries now, in place of waiting; resolves when it was tried over REST. Does nothing where a socket is open, or nobody is signed in. */
    connectNow: async (): Promise<void> => {
      if (!isRunning || transports.current()?.via === 'socket') return
      kept.retryNow()
      await rounds.tryNow()
    },
    /** Ends the connection. `failure` is the reason, where the person has to do something about it. */
    stop: (failure: Failure | null): void => {
      isRunning = false
      kept.stop()
      rounds.stop()
      catchUp.reset()
      transports.set(null)
      parts.restTransport.giveUp()
      link.enter('offline', failure)
    },
  }
}

/** Returns what is noted of the connection, and changes nothing else. */
function loggedOnly(log: Log) {
  return {
    invalid: ({ kind, name }: InvalidFrame): void => {
      if (kind === 'event') log.warn({ event: name }, 'the relay sent an event that is not valid')
      else log.warn({ event: name }, 'the relay gave an answer that is not valid')
    },
    notRenewed: ({ kind }: Failure): void => log.info({ kind }, 'the token could not be renewed'),
  }
}
