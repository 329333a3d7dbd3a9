import type { BridgeTransport } from '../../shared/ipc/bridge.ts'
import type { CommandName } from '../../shared/ipc/commands.ts'
import type { Credential } from '../../shared/ipc/credential.ts'
import type { ConsoleEvent } from '../../shared/ipc/events.ts'
import { closeCodes, type HostFrame } from '../../shared/ipc/frames.ts'
import { fail, type Result } from '../../shared/model/failure.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import type { Answering } from './bridgeConnection.ts'
import { createPendingCommands } from './pendingCommands.ts'
import { openProvenSocket } from './provenSocket.ts'

const firstDelayMs = 100
const longestDelayMs = 2_000

export interface WebsocketTransport extends BridgeTransport {
  /**
   * Calls `listener` when a connection that was there breaks, and again when a stranger answers where the host was. Returns how to
   * stop.
   */
  readonly onLost: (listener: (answering: Answering) => void) => () => void
  /**
   * Calls `listener` whenever the connection is there again after a break. Events in between were missed, so the
   * listener reads the console anew. Returns how to stop.
   */
  readonly onRestart: (listener: () => void) => () => void
  readonly close: () => void
}

/**
 * Carries a bridge over a WebSocket to the browser host, and connects anew by itself when the connection breaks. Commands
 * given meanwhile wait, and those under way when it broke are given again if they may be carried out twice. One that may not,
 * or that waited too long, answers `offline`, and the host may or may not have carried it out. A host that does not admit a page that was
 * just loaded ends it: every command answers `unauthenticated`. Whoever does not prove to hold the page's key is sent nothing, and a page that was
 * open goes on looking for its own host.
 *
 * `offers` are the ways to be admitted, tried in this order; `keepReload` is given what admits this page after a reload. `host` is that of the
 * page's own address, with its port.
 */
export function createWebsocketTransport(parts: {
  readonly openSocket: () => WebSocket
  readonly host: string
  readonly offers: readonly Credential[]
  readonly keepReload: (credential: Credential) => void
  readonly newNonce: () => string
  readonly clock: Clock
}): WebsocketTransport {
  const { clock } = parts
  const eventListeners = new Set<(event: ConsoleEvent) => void>()
  const lostListeners = new Set<(answering: Answering) => void>()
  const restartListeners = new Set<() => void>()
  const commands = createPendingCommands(clock, noConnection)
  let offers = [...parts.offers]
  let state: 'connecting' | 'open' | 'notAdmitted' | 'closed' = 'connecting'
  let socket: WebSocket | undefined
  let cancelReconnect: (() => void) | undefined
  let delayMs = firstDelayMs
  let wasOpen = false
  const send = (frame: string) => socket?.send(frame)

  connect()

  function connect(): void {
    const [credential] = offers
    if (credential === undefined) endAs('notAdmitted')
    else socket = openProvenSocket({ ...parts, credential }, { received, closed: lost })
  }

  function received(frame: HostFrame): void {
    if ('welcome' in frame) welcomed(frame.welcome)
    else if ('event' in frame) for (const listener of [...eventListeners]) listener(frame.event as ConsoleEvent)
    else if ('id' in frame) commands.settle(frame.id, frame.result)
  }

  function welcomed({ reload, resume }: { readonly reload: Credential; readonly resume: Credential }): void {
    parts.keepReload(reload)
    offers = [resume]
    state = 'open'
    delayMs = firstDelayMs
    if (wasOpen) for (const listener of [...restartListeners]) listener()
    wasOpen = true
    commands.sendWaiting(send)
  }

  function lost(code: number, answering: Answering): void {
    if (state === 'closed' || state === 'notAdmitted') return
    commands.interrupt()
    const wasConnected = state === 'open'
    state = 'connecting'
    if (wasConnected || (wasOpen && answering === 'stranger')) {
      for (const listener of [...lostListeners]) listener(answering)
    }
    if (!wasOpen && (answering === 'stranger' || code === closeCodes.notAdmitted)) {
      offers = offers.slice(1)
      connect()
    } else {
      cancelReconnect = clock.after(delayMs, connect)
      delayMs = Math.min(delayMs * 2, longestDelayMs)
    }
  }

  function endAs(end: 'notAdmitted' | 'closed'): void {
    state = end
    cancelReconnect?.()
    socket?.close()
    commands.end(answerWhen(end))
  }

  return {
    invoke: async (command: CommandName, input: unknown) => {
      if (state === 'closed' || state === 'notAdmitted') return answerWhen(state)
      return await commands.add(command, input, state === 'open' ? send : undefined)
    },
    listen: (listener) => subscribe(eventListeners, listener),
    onLost: (listener) => subscribe(lostListeners, listener),
    onRestart: (listener) => subscribe(restartListeners, listener),
    close: () => endAs('closed'),
  }
}

const noConnection = fail(
  'offline',
  'The console does not answer. Start its program, and open the link that it shows if this page does not come back then.',
)

function answerWhen(end: 'notAdmitted' | 'closed'): Result<never> {
  if (end === 'closed') return noConnection
  return fail(
    'unauthenticated',
    'This link was used before, or the console was started again since. Open the link that it shows, or press Enter where it runs for a new one.',
  )
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}
