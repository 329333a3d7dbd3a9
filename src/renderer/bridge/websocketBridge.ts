import type { BridgeTransport } from '../../shared/ipc/bridge.ts'
import type { CommandName, ConsoleEvent } from '../../shared/ipc/contract.ts'
import { closeCodes, type Hello, hostFrameSchema, pageFrameBytes } from '../../shared/ipc/frames.ts'
import type { Clock } from '../../shared/model/clock.ts'
import { fail, type Result } from '../../shared/model/failure.ts'

/** A command that is given while there is no connection waits this long for one. */
const waitForConnectionMs = 10_000
const firstDelayMs = 100
const longestDelayMs = 2_000

/** Carrying these out a second time changes nothing. */
const repeatable: ReadonlySet<CommandName> = new Set([
  'readConsole',
  'readEntries',
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
   * Calls `listener` whenever the connection is there again after a break. What was raised in between was not heard, so the
   * listener reads the console anew. Returns how to stop.
   */
  readonly onRestart: (listener: () => void) => () => void
  readonly close: () => void
}

/**
 * Carries a bridge over a WebSocket to the browser host, and connects anew by itself when the connection breaks. Commands
 * given meanwhile wait, and those under way when it broke are given again if they may be carried out twice. One that may not,
 * or that waited too long, answers `offline`, and the host may or may not have carried it out. A host that does not admit this page ends it: every command answers `unauthenticated`.
 *
 * `offers` are the ways to be admitted, tried in this order; `keepKey` is given the key that admits this page from now on.
 */
export function createWebsocketTransport(parts: {
  readonly openSocket: () => WebSocket
  readonly offers: readonly Hello[]
  readonly keepKey: (key: string) => void
  readonly clock: Clock
}): WebsocketTransport {
  const { openSocket, keepKey, clock } = parts
  const eventListeners = new Set<(event: ConsoleEvent) => void>()
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
    const [hello] = offers
    if (hello === undefined) {
      endAs('notAdmitted')
      return
    }
    const opened = openSocket()
    socket = opened
    opened.addEventListener('open', () => opened.send(JSON.stringify(hello)))
    opened.addEventListener('message', (message) => receive(message.data))
    opened.addEventListener('close', (close) => lost(close.code))
  }

  function receive(data: unknown): void {
    const frame = hostFrameSchema.parse(JSON.parse(String(data)))
    if ('welcome' in frame) welcomed(frame.welcome.key)
    else if ('event' in frame) for (const listener of [...eventListeners]) listener(frame.event as ConsoleEvent)
    else {
      underWay.get(frame.id)?.settle(frame.result)
      underWay.delete(frame.id)
    }
  }

  function welcomed(key: string): void {
    keepKey(key)
    offers = [{ key }]
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

  function lost(code: number): void {
    if (state === 'closed' || state === 'notAdmitted') return
    for (const [id, request] of underWay) {
      if (repeatable.has(request.command)) wait(id, request)
      else request.settle(noConnection)
    }
    underWay.clear()
    state = 'connecting'
    if (code === closeCodes.notAdmitted) {
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
    onRestart: (listener) => subscribe(restartListeners, listener),
    close: () => endAs('closed'),
  }
}

const noConnection = fail(
  'offline',
  'The console does not answer. It is tried again by itself; is its program running?',
)

function answerWhen(end: 'notAdmitted' | 'closed'): Result<never> {
  if (end === 'closed') return noConnection
  return fail(
    'unauthenticated',
    'This link was used before or is too old. Press Enter where the console runs for a new one.',
  )
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
