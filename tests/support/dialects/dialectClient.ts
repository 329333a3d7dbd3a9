import { SignJWT } from 'jose'
import { io, type Socket } from 'socket.io-client'
import { z } from 'zod'
import { recordPackets } from '../relay/nativeClient.ts'
import { testSecret } from '../relay/start/testTokens.ts'
import { until } from '../time/until.ts'
import { malformed } from './dialectSchemas.ts'

/** Payload as it came over the wire: any fields, which a test looks at. */
export type Payload = Readonly<Record<string, unknown>>

const payloadSchema = z.record(z.string(), z.unknown())

/** These narrow what came over the wire, and fail the test when it is something else. */
export const asPayload = (value: unknown): Payload => payloadSchema.parse(value)
export const asPayloads = (value: unknown): Payload[] => z.array(payloadSchema).parse(value)
export const asText = (value: unknown): string => z.string().parse(value)

export interface ReceivedEvent {
  readonly event: string
  readonly payload: Payload
}

/** A client with no code of ours: it emits what a test gives it, and keeps what it receives. */
export interface DialectClient {
  readonly socket: Socket
  readonly received: readonly ReceivedEvent[]
  readonly of: (event: string) => Payload[]
  /** The messages of `error`, in order. */
  readonly errors: () => string[]
  readonly emit: (event: string, ...args: unknown[]) => void
  /** Emits with an acknowledgement and gives it. */
  readonly ask: (event: string, ...args: unknown[]) => Promise<Payload>
  /** Waits until the event has come so many times (once by default) with a payload that fits, and gives the last such one. */
  readonly waitFor: (event: string, fits?: (payload: Payload) => boolean, times?: number) => Promise<Payload>
  /** Waits until everything emitted so far has been dealt with: nothing that it caused can still come. */
  readonly settled: () => Promise<void>
  /** Ends the connection; throws when anything that it received has not the form in the reference. */
  readonly close: () => void
}

/** Makes a token as an identity provider of the documents' systems would: with whatever claims the test gives. */
export async function tokenWith(claims: Record<string, unknown>, expiresIn: string | number = '2h'): Promise<string> {
  return await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(expiresIn)
    .sign(new TextEncoder().encode(testSecret))
}

export interface DialectClientOptions {
  readonly url: string
  readonly namespace?: string
  readonly auth?: Record<string, unknown>
  readonly query?: Record<string, string>
  readonly transports?: ('websocket' | 'polling')[]
  /** Told of every packet that comes, answers and refusals included, as JSON. */
  readonly frame?: (json: string) => void
}

/** Connects; rejects with the message of `connect_error`. */
export async function connectDialect(options: DialectClientOptions): Promise<DialectClient> {
  const { url, namespace = '/', auth = {}, query = {}, transports = ['websocket'] } = options
  const socket = io(`${url}${namespace}`, { auth, query, transports, reconnection: false, forceNew: true })
  if (options.frame) recordPackets(socket, options.frame)
  const received: ReceivedEvent[] = []
  socket.onAny((event: string, payload: Payload) => received.push({ event, payload }))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', (error) => {
      socket.close()
      reject(error)
    })
  })
  const of = (event: string) => received.filter((one) => one.event === event).map(({ payload }) => payload)
  const ask = async (event: string, ...args: unknown[]) =>
    asPayload(await socket.timeout(10_000).emitWithAck(event, ...args))
  return {
    socket,
    received,
    of,
    ask,
    errors: () => of('error').map(({ message }) => asText(message)),
    emit: (event, ...args) => void socket.emit(event, ...args),
    waitFor: async (event, fits = () => true, times = 1) => {
      await until(`${event} has come`, () => of(event).filter(fits).length >= times)
      return asPayload(of(event).filter(fits).at(-1))
    },
    settled: async () => {
      const errorsBefore = of('error').length
      await ask('nothing that there is')
      await until('the last error has come', () => of('error').length > errorsBefore, 2_000).catch(() => undefined)
      const last = received.findLastIndex(({ event }) => event === 'error')
      if (last >= 0 && of('error').length > errorsBefore) received.splice(last, 1)
    },
    close: () => {
      socket.close()
      const wrong = malformed(received, namespace)
      if (wrong.length > 0) throw new Error(`received what is not in the reference: ${wrong.join('\n')}`)
    },
  }
}
