import type { BridgeTransport } from '../../shared/ipc/bridge.ts'
import type { CommandName } from '../../shared/ipc/commands.ts'
import type { Credential } from '../../shared/ipc/credential.ts'
import type { ConsoleEvent } from '../../shared/ipc/events.ts'
import {
  closeCodes,
  type Hello,
  type HostFrame,
  hostFrameSchema,
  type Proof,
  pageFrameBytes,
} from '../../shared/ipc/frames.ts'
import { fail, type Result } from '../../shared/model/failure.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import type { Answering } from './bridgeConnection.ts'
import { answerChallenge } from './hostProof.ts'

/** A command that is given while there is no connection waits this long for one. */
const waitForConnectionMs = 10_000
const firstDelayMs = 100
const longestDelayMs = 2_000

/** Carrying these out a second time changes nothing. */
const repeatable: ReadonlySet<CommandName> = new Set([
  'readConsole',
  'readEntries',
  'readLinks',
  'sendMessage',
  'retryMessage',
  'saveDraft',
  'markSeen',
  'setTyping',
  'setPresence',
  'saveSettings',
  'saveWorkspace',
])

interface Request {
  readonly command: CommandName
  readonly frame: string
  readonly settle: (result: Result<unknown>) => void
}

export interface WebsocketTransport extends BridgeTransport {
  /**
   * Calls `listener` when a connection that was there breaks, and again when a stranger answers where the host was. Returns how to
   * stop.
   */
  readonly onLost: (listener: (answering: Answering) => void) => () => void
  /**
   * Calls `listener` whenever the connection is there again after a break. What was raised in between was not heard, so the
   * listener reads the console anew. Returns how to stop.
   */
  readonly onRestart: (listener: () => void) => () => void
  readonly close: () => void
}

/**
 * Carries a bridge over a WebSocket to the browser host, and connects anew by itself when the connection breaks. Commands
 * given meanwhile wait, and those under way when it broke are given again if they may be carried out twice. One that may not,
 * or that waited too long, answers `offline`, and the host may or may not have carried it out. A host that does not admit a page that was
 * just loaded ends it: every command answers `unauthenticated`. Whoever does not prove to hold the page's key is told nothing, and a page that was
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
  const { openSocket, host, keepReload, newNonce, clock } = parts
  const eventListeners = new Set<(event: ConsoleEvent) => void>()
  const lostListeners = new Set<(answering: Answering) => void>()
  const restartListeners = new Set<() => void>()
  const waiting = new Map<number, { readonly request: Request; readonly stopWaiting: () => void }>()
  const underWay = new Map<number, Request>()
  let offers = [...parts.offers]
  let state: 'connecting' | 'open' | 'notAdmitted' | 'closed' = 'connecting'
  let socket: WebSocket | undefined
  let cancelReconnect: (() => void) | undefined
  let delayMs = firstDelayMs
  let wasOpen = false
  let lastId = 0

  connect()

  function connect(): void {
    const [credential] = offers
    if (credential === undefined) {
      endAs('notAdmitted')
      return
    }
    const opened = openSocket()
    const hello: Hello = { id: credential.id, nonce: newNonce() }
    socket = opened
    let peer: 'unproven' | 'host' | 'stranger' = 'unproven'
    opened.addEventListener('open', () => opened.send(JSON.stringify(hello)))
    opened.addEventListener('message', (message) => {
      const frame = parseFrame(message.data)
      if (frame !== undefined && peer === 'host') receive(frame)
      else if (frame !== undefined && 'challenge' in frame) void prove(frame.challenge)
      else turnAway()
    })
    opened.addEventListener('close', ({ code }) => {
      if (peer === 'unproven' && code === closeCodes.notAdmitted) peer = 'stranger'
      lost(code, peer === 'stranger' ? 'stranger' : 'nobody')
    })

    async function prove(challenge: { readonly nonce: string; readonly proof: string }): Promise<void> {
      const connection = { host, id: hello.id, pageNonce: hello.nonce, hostNonce: challenge.nonce }
      const proof = await answerChallenge(credential?.key ?? '', connection, challenge.proof)
      if (proof === undefined) turnAway()
      else {
        peer = 'host'
        opened.send(JSON.stringify({ proof } satisfies Proof))
      }
    }

    function turnAway(): void {
      peer = 'stranger'
      opened.close()
    }
  }

  function receive(frame: HostFrame): void {
    if ('welcome' in frame) welcomed(frame.welcome)
    else if ('event' in frame) for (const listener of [...eventListeners]) listener(frame.event as ConsoleEvent)
    else if ('id' in frame) {
      underWay.get(frame.id)?.settle(frame.result)
      underWay.delete(frame.id)
    }
  }

  function welcomed({ reload, resume }: { readonly reload: Credential; readonly resume: Credential }): void {
    keepReload(reload)
    offers = [resume]
    state = 'open'
    delayMs = firstDelayMs
    if (wasOpen) for (const listener of [...restartListeners]) listener()
    wasOpen = true
    for (const [id, { request, stopWaiting }] of waiting) {
      stopWaiting()
      deliver(id, request)
    }
    waiting.clear()
  }

  function deliver(id: number, request: Request): void {
    underWay.set(id, request)
    socket?.send(request.frame)
  }

  function wait(id: number, request: Request): void {
    const stopWaiting = clock.after(waitForConnectionMs, () => {
      waiting.delete(id)
      request.settle(noConnection)
    })
    waiting.set(id, { request, stopWaiting })
  }

  function lost(code: number, answering: Answering): void {
    if (state === 'closed' || state === 'notAdmitted') return
    for (const [id, request] of underWay) {
      if (repeatable.has(request.command)) wait(id, request)
      else request.settle(noConnection)
    }
    underWay.clear()
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
    for (const { settle } of underWay.values()) settle(answerWhen(end))
    for (const { request, stopWaiting } of waiting.values()) {
      stopWaiting()
      request.settle(answerWhen(end))
    }
    underWay.clear()
    waiting.clear()
  }

  return {
    invoke: (command: CommandName, input: unknown) =>
      new Promise((resolve) => {
        if (state === 'closed' || state === 'notAdmitted') return resolve(answerWhen(state))
        lastId += 1
        const id = lastId
        const frame = JSON.stringify({ id, command, input })
        if (!fitsFrame(frame)) return resolve(fail('tooLarge', 'This is too long for the console to take.'))
        const request = { command, frame, settle: resolve }
        if (state === 'open') deliver(id, request)
        else wait(id, request)
      }),
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

function parseFrame(data: unknown): HostFrame | undefined {
  try {
    return hostFrameSchema.safeParse(JSON.parse(String(data))).data
  } catch {
    return undefined
  }
}

function fitsFrame(frame: string): boolean {
  return frame.length * 3 <= pageFrameBytes || new TextEncoder().encode(frame).byteLength <= pageFrameBytes
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}
