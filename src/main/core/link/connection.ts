import type { AttemptFailure } from '../../../client/attempts.ts'
import { type KeptEvent, keepConnected } from '../../../client/keepConnected.ts'
import type { OpenSocket } from '../../../client/openSocket.ts'
import type { InvalidFrame, ReceivedEvent, RelaySocket } from '../../../client/relaySocket.ts'
import type { Failure } from '../../../shared/model/failure.ts'
import type { DeviceId } from '../../../shared/model/ids.ts'
import type { BackOff } from '../../../shared/model/timing/backOff.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Background } from '../runtime/background.ts'
import type { CoreTimings } from '../runtime/coreTimings.ts'
import type { Log } from '../runtime/log.ts'
import type { Random } from '../runtime/random.ts'
import { createHeartbeat } from './heartbeat.ts'
import type { LinkState } from './linkState.ts'
import type { RelayLine, RestLine } from './relayLine.ts'
import { createRestRounds } from './restRounds.ts'
import { createRetry } from './retry.ts'
import type { TokenKeeper } from './tokens.ts'

export interface ConnectionParts {
  readonly relayUrl: string
  readonly device: { readonly id: DeviceId; readonly name: string }
  readonly openSocket: OpenSocket
  readonly restLine: RestLine
  readonly tokens: Pick<TokenKeeper, 'current' | 'renew' | 'discard'>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly timings: CoreTimings
  readonly run: Background['run']
  readonly link: LinkState
  /** Requests go over this line from now on; null: there is none. */
  readonly changeLine: (line: RelayLine | null) => void
  /** Fetches everything that this console lacks. Returns why it did not get through, or null. */
  readonly catchUp: (line: RelayLine) => Promise<Failure | null>
  /** Stores what the relay sent. Returns false when it could not be stored. */
  readonly receive: (event: ReceivedEvent) => boolean
}

const wrongProtocol: Failure = {
  kind: 'protocol',
  message: 'This console is too old or too new for the relay. Update it.',
}

/**
 * Keeps the console's line to the relay: a socket, on each of which everything is caught up with. Without one it fetches and sends
 * over REST; with one, REST is a check now and then.
 */
export function createConnection(parts: ConnectionParts) {
  const { clock, timings, link, run, tokens } = parts
  let isStopped = true
  /** The line in use; the socket once it is open, or REST. */
  let line: RelayLine | null = null
  const kept = keepConnected(
    { ...parts, jitter: parts.random },
    { opened, received, lost, failed, invalid, notRenewed },
  )
  const catchUp = createRetry({
    ...{ clock, random: parts.random, run, backOff: timings.reconnect },
    attempt: catchUpOnSocket,
  })
  const heartbeat = createHeartbeat({
    ...{ clock, beatEveryMs: timings.beatEveryMs, silenceChanged: link.silence },
    // It costs the relay nothing, and is answered by every version of it.
    beat: () => run(async () => line?.request('sync:pull', { scope: 'cursors', cursors: [] })),
  })
  const rounds = createRestRounds({ clock, run, round })

  function setLine(next: RelayLine | null): void {
    line = next
    catchUp.reset()
    if (next?.via === 'socket') heartbeat.start()
    else heartbeat.stop()
    parts.changeLine(next)
  }

  function lineOver(socket: RelaySocket): RelayLine {
    const own: RelayLine = {
      via: 'socket',
      request: async (event, payload) => {
        const reply = await socket.request(event, payload)
        if (reply.outcome !== 'unknown' && line === own) heartbeat.heard()
        note(reply)
        return reply
      },
    }
    return own
  }

  const rest: RelayLine = {
    via: 'rest',
    request: async (event, payload) => {
      const reply = await parts.restLine.request(event, payload)
      note(reply)
      return reply
    },
  }

  function note({ outcome }: { readonly outcome: 'answered' | 'refused' | 'unknown' }): void {
    if (outcome === 'answered' && !isStopped) link.acknowledged()
  }

  function opened(socket: RelaySocket): void {
    parts.log.info({}, 'connected')
    link.enter('catchingUp', null)
    link.acknowledged()
    setLine(lineOver(socket))
    rounds.plan(timings.checkEveryMs)
    catchUp.now()
  }

  /** Returns true also when the socket is another by now: its own catching up has been asked for. */
  async function catchUpOnSocket(): Promise<boolean> {
    const over = line
    if (over?.via !== 'socket') return true
    const failure = await parts.catchUp(over)
    if (line !== over || isStopped) return true
    if (failure === null) {
      kept.proved()
      link.fetched()
      link.enter('live', null)
    } else link.enter('catchingUp', failure)
    return failure === null
  }

  function received(event: KeptEvent): void {
    heartbeat.heard()
    // What could not be stored is fetched again, when there may be room for it.
    if (!parts.receive(event)) catchUp.later()
  }

  function lost(failure: Failure): void {
    parts.log.info({ kind: failure.kind }, 'the connection was lost')
    setLine(null)
    link.enter('connecting', failure)
    rounds.plan(timings.pollEveryMs)
  }

  function failed({ failure: why }: AttemptFailure, failures: number): BackOff {
    const failure = why.kind === 'protocol' ? wrongProtocol : why
    parts.log.debug({ kind: failure.kind, failures }, 'no connection')
    if (line?.via !== 'rest') link.enter('offline', failure)
    if (failure.kind !== 'protocol' && !line) {
      if (failures === 1) rounds.now()
      else rounds.planAtLeast(timings.pollEveryMs)
    }
    return timings.reconnect
  }

  function invalid({ kind, name }: InvalidFrame): void {
    if (kind === 'event') parts.log.warn({ event: name }, 'the relay sent an event that is not valid')
    else parts.log.warn({ event: name }, 'the relay gave an answer that is not valid')
  }

  function notRenewed({ kind }: Failure): void {
    parts.log.info({ kind }, 'the token could not be renewed')
  }

  /** Fetches everything over REST: in place of the socket, or as a check beside it. */
  async function round(): Promise<number | null> {
    const failure = await parts.catchUp(rest)
    if (isStopped) return null
    if (failure === null) link.fetched()
    if (line?.via === 'socket') return timings.checkEveryMs
    // A page that this disk has no room for was answered all the same.
    if (failure && failure.kind !== 'diskFull') {
      if (line) setLine(null)
      link.enter('offline', link.current().failure ?? failure)
    } else {
      if (!line) setLine(rest)
      link.enter('polling', null)
    }
    return timings.pollEveryMs
  }

  return {
    start: (): void => {
      if (!isStopped) return
      isStopped = false
      link.enter('connecting', null)
      kept.start()
    },
    /** Ends the connection. `failure` says why, where the person has to do something about it. */
    stop: (failure: Failure | null): void => {
      isStopped = true
      kept.stop()
      rounds.stop()
      if (line) setLine(null)
      parts.restLine.giveUp()
      link.enter('offline', failure)
    },
    /** Fetching something that is lacking was interrupted: everything is fetched, in a while. */
    catchUpLater: catchUp.later,
    /** The relay refused a request for its token: renews it on the socket, or for the next request. */
    tokenRefused: (): void => {
      tokens.discard()
      kept.renew()
    },
  }
}
