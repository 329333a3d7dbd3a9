import { io, type Socket } from 'socket.io-client'
import { v4, v7 } from 'uuid'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { type EntryId, entryIdSchema } from '../../../src/shared/model/ids.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import { type DownEvent, type DownPayload, down } from '../../../src/shared/protocol/down.ts'
import { nativeNamespace } from '../../../src/shared/protocol/handshake.ts'
import { type UpAck, type UpAnswer, type UpEvent, up } from '../../../src/shared/protocol/up.ts'
import { protocolVersion } from '../../../src/shared/protocol/version.ts'
import { until } from '../time/until.ts'

export interface NativeClientOptions {
  readonly url: string
  readonly token: string | (() => string | Promise<string>)
  readonly protocol?: number
  readonly deviceId?: string
  /** Connect again by itself after the line drops. By default it does not. */
  readonly reconnects?: boolean
  readonly transports?: readonly ('websocket' | 'polling')[]
  /** The certificate that is trusted, PEM, beside those that the machine trusts. */
  readonly certificate?: string
  /** Told of every packet that comes, answers and refusals included, as JSON. */
  readonly frame?: (json: string) => void
}

export interface Received {
  readonly event: DownEvent
  readonly payload: DownPayload<DownEvent>
}

/** A witness: what it got is kept in order, and nothing is asked for or filled in by itself. */
export interface NativeClient {
  readonly socket: Socket
  /** Everything that came down, each held to the contract. */
  readonly received: readonly Received[]
  /** Every entry that came down by `log:entries`, in order. */
  readonly entries: readonly Entry[]
  /** Of one event, all payloads so far. */
  readonly payloads: <E extends DownEvent>(event: E) => DownPayload<E>[]
  /** Makes a request; any payload, to be able to make wrong ones too. Rejects when no answer comes in time. */
  readonly request: <E extends UpEvent>(event: E, payload: unknown, timeoutMs?: number) => Promise<UpAck<E>>
  /** A request that must be granted. */
  readonly ask: <E extends UpEvent>(event: E, payload: unknown) => Promise<UpAnswer<E>>
  readonly send: (
    sessionId: string,
    text: string,
    more?: { readonly id?: EntryId; readonly thread?: Thread },
  ) => Promise<UpAck<'message:send'>>
  /** Pulls page after page, all sessions and all entries. */
  readonly pullAll: () => Promise<{ sessions: NonNullable<UpAnswer<'sync:pull'>['sessions']>; entries: Entry[] }>
  /** Waits until an entry, or anything else, has come that fits. */
  readonly until: (what: string, isSo: () => boolean, limitMs?: number) => Promise<void>
  /** Resolves with the reason when the connection ends. */
  readonly ended: Promise<string>
  readonly close: () => void
}

export function newEntryId(): EntryId {
  return entryIdSchema.parse(v7())
}

/** Connects over a real socket. Rejects with the relay's refusal when the handshake fails. */
export async function connectNative(options: NativeClientOptions): Promise<NativeClient> {
  const deviceId = options.deviceId ?? v4()
  const { token } = options
  const auth = async (give: (auth: object) => void) =>
    give({
      token: typeof token === 'function' ? await token() : token,
      protocol: options.protocol ?? protocolVersion,
      device: { id: deviceId, name: 'witness' },
    })
  const socket = io(`${options.url}${nativeNamespace}`, {
    forceNew: true,
    reconnection: options.reconnects ?? false,
    transports: [...(options.transports ?? ['websocket'])],
    ...(options.certificate === undefined ? {} : { ca: options.certificate }),
    auth: (give) => void auth(give),
  })
  if (options.frame) recordPackets(socket, options.frame)
  const received: Received[] = []
  const entries: Entry[] = []
  const ended = new Promise<string>((resolve) => socket.once('disconnect', resolve))

  socket.onAny((event: string, raw: unknown) => {
    if (!isDownEvent(event)) throw new Error(`the contract does not know ${event}`)
    const payload = down[event].parse(raw)
    received.push({ event, payload })
    if (event === 'log:entries') entries.push(...down['log:entries'].parse(raw).items)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', (error) => {
      if (options.reconnects) return
      socket.close()
      reject(error)
    })
  })

  async function request<E extends UpEvent>(event: E, payload: unknown, timeoutMs = 10_000): Promise<UpAck<E>> {
    const raw: unknown = await socket.timeout(timeoutMs).emitWithAck(event, payload)
    return parseAck(event, raw)
  }
  async function ask<E extends UpEvent>(event: E, payload: unknown): Promise<UpAnswer<E>> {
    const answer = await request(event, payload)
    if (isGranted(answer)) return answer
    throw new Error(`${event} was refused: ${JSON.stringify(answer)}`)
  }

  return {
    socket,
    received,
    entries,
    payloads: (event) => received.flatMap((one) => (isOf(one, event) ? [one.payload] : [])),
    request,
    ask,
    send: (sessionId, text, { id = newEntryId(), thread = 'care' } = {}) =>
      request('message:send', { id, sessionId, thread, text }),
    pullAll: async () => {
      const all: Entry[] = []
      const cursors = new Map<string, { sessionId: string; thread: Thread; after: number }>()
      for (;;) {
        const page = await ask('sync:pull', { scope: 'all', cursors: [...cursors.values()] })
        for (const entry of page.entries) {
          all.push(entry)
          const { sessionId, thread, seq } = entry
          cursors.set(`${sessionId} ${thread}`, { sessionId, thread, after: seq })
        }
        if (!page.more) return { sessions: page.sessions ?? [], entries: all }
      }
    },
    until: (what, isSo, limitMs) => until(what, isSo, limitMs),
    ended,
    close: () => void socket.close(),
  }
}

/** Calls `frame` with every packet of a connection as it came. */
export function recordPackets(socket: Socket, frame: (json: string) => void): void {
  socket.io.on('packet', (packet) => frame(JSON.stringify(packet)))
}

function isDownEvent(event: string): event is DownEvent {
  return Object.hasOwn(down, event)
}

function isOf<E extends DownEvent>(
  received: Received,
  event: E,
): received is { readonly event: E; readonly payload: DownPayload<E> } {
  return received.event === event
}

function isGranted<E extends UpEvent>(answer: UpAck<E>): answer is UpAck<E> & UpAnswer<E> {
  return answer.success
}

function parseAck<E extends UpEvent>(event: E, raw: unknown): UpAck<E> {
  return up[event].ack.parse(raw) as UpAck<E>
}
