import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

/** The part of a socket that clients of every version have. */
interface AnySocket {
  readonly once: (event: string, listener: (...args: unknown[]) => void) => unknown
  readonly emit: (event: string, ...args: unknown[]) => unknown
  readonly close: () => unknown
}
type Connect = (url: string, options: object) => AnySocket
const connectSchema = z.custom<Connect>((loaded) => typeof loaded === 'function')
const load = createRequire(import.meta.url)

const transports = ['websocket', 'polling'] as const
const current = ['3.1', '4.0', '4.1', '4.2', '4.3', '4.4', '4.5', '4.6', '4.7', '4.8']

/** Opens a socket with the client of such a version; version 2 knows no `auth`. */
function open(version: string, url: string, token: string, transport: string): AnySocket {
  const name = version === '4.8' ? 'socket.io-client' : `socket.io-client-${version}`
  const given = version.startsWith('2') ? { query: { token } } : { auth: { token } }
  const connect = connectSchema.parse(load(name))
  const socket = connect(url, { ...given, transports: [transport], reconnection: false, forceNew: true })
  onTestFinished(() => void socket.close())
  return socket
}

const next = (socket: AnySocket, event: string) => new Promise<unknown>((resolve) => void socket.once(event, resolve))
const ask = (socket: AnySocket, event: string, payload: unknown) =>
  new Promise<unknown>((resolve) => void socket.emit(event, payload, resolve))

/** Two people of one version, who talk. */
async function converse(relay: StartedRelay, version: string, transport: string): Promise<void> {
  const pat = open(version, relay.url, await relay.tokenFor('pat', 'patient'), transport)
  const doc = open(version, relay.url, await relay.tokenFor('doc', 'clinician'), transport)
  await Promise.all([next(pat, 'connect'), next(doc, 'connect')])
  for (const socket of [pat, doc]) expect(await ask(socket, 'join-session', 's1')).toMatchObject({ success: true })
  const heard = next(doc, 'chat-message')
  const text = `${version} by ${transport}: naïve — 🩺`
  expect(await ask(pat, 'chat-message', { sessionId: 's1', message: text })).toMatchObject({ success: true })
  expect(await heard).toMatchObject({ message: text, senderId: 'pat' })
  const refused = next(pat, 'error')
  pat.emit('join-session', 'elsewhere')
  expect(await refused).toEqual({ message: 'Access denied to this session' })
}

describe.each([{ ALLOW_EIO3: 'false' }, { ALLOW_EIO3: 'true' }])('a relay with %j', (env) => {
  let relay: StartedRelay
  beforeAll(async () => {
    relay = await startRelay({ env })
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
  })
  afterAll(() => relay.stop())

  const served = env.ALLOW_EIO3 === 'true' ? ['2.5', '4.8'] : current
  it.each(served.flatMap((version) => transports.map((transport) => [version, transport] as const)))(
    'talks with clients of version %s over %s',
    (version, transport) => converse(relay, version, transport),
  )

  it.skipIf(env.ALLOW_EIO3 === 'true').each(transports)(
    'tells clients of version 2 what to do, over %s',
    async (transport) => {
      const socket = open('2.5', relay.url, await relay.tokenFor('pat', 'patient'), transport)
      expect(await next(socket, 'error')).toBe(
        'This relay speaks with clients of Socket.IO 3 and 4. Update socket.io-client, or have ALLOW_EIO3=true set for the relay.',
      )
    },
  )

  it.runIf(env.ALLOW_EIO3 === 'true').each(transports)(
    'serves version 2 in a namespace too, over %s',
    async (transport) => {
      const url = `${relay.url}/chat`
      const doc = open('2.5', url, await relay.tokenFor('doc', 'clinician'), transport)
      expect(await next(doc, 'connected')).toMatchObject({ userId: 'doc' })
      expect(await ask(doc, 'join_chat', { chatId: 's1' })).toMatchObject({ success: true, chatId: 's1' })
    },
  )
})
