import { once } from 'node:events'
import { createServer } from 'node:http'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { tokenFor } from '../../support/relay/start/testTokens.ts'
import { nginxIsInstalled, type StartedNginx, startIdentityNginx } from '../../support/servers/startNginx.ts'

const reason = nginxIsInstalled() ? '' : ' (skipped: no nginx on this machine)'

describe.skipIf(reason !== '')(`a proxy that asks the old application who it is${reason}`, () => {
  const cleanUps: (() => unknown)[] = []
  let relay: StartedRelay
  let nginx: StartedNginx

  beforeAll(async () => {
    relay = await startRelay({ env: { TRUST_PROXY: '1' } })
    cleanUps.push(relay.stop)
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    // Stands for the application: it knows its users by a cookie, and answers each with the token that it has for them.
    const tokens = new Map([
      ['visit=pat-1', await tokenFor('pat', 'patient')],
      ['visit=doc-1', await tokenFor('doc', 'clinician')],
    ])
    const application = createServer(({ url, headers }, response) => {
      if (url !== '/api/relay-token') return void response.end('a page of the application')
      const token = tokens.get(headers.cookie ?? '')
      response.writeHead(token === undefined ? 401 : 204, token === undefined ? {} : { 'x-relay-token': token })
      response.end()
    }).listen(0, '127.0.0.1')
    await once(application, 'listening')
    cleanUps.push(() => application.close().closeAllConnections())
    nginx = await startIdentityNginx(relay.port, (application.address() as AddressInfo).port)
    cleanUps.push(nginx.stop)
  }, 60_000)
  afterAll(async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp()
  })

  async function connect(transport: 'websocket' | 'polling', extraHeaders: Record<string, string>): Promise<Socket> {
    const socket = io(nginx.url, {
      ...{ transports: [transport], extraHeaders, ca: nginx.certificate },
      ...{ reconnection: false, forceNew: true },
    })
    onTestFinished(() => void socket.close())
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('connect_error', reject)
    })
    return socket
  }

  it.each(['websocket', 'polling'] as const)(
    'lets clients in that send no token, each as who they are, over %s',
    async (transport) => {
      const pat = await connect(transport, { cookie: 'visit=pat-1', origin: nginx.url })
      const doc = await connect(transport, { cookie: 'visit=doc-1' })
      const heard = new Promise((resolve) => void doc.once('chat-message', resolve))
      for (const socket of [pat, doc]) await socket.timeout(10_000).emitWithAck('join-session', 's1')
      pat.emit('chat-message', { sessionId: 's1', message: `by ${transport}`, senderId: 'doc' })
      expect(await heard).toMatchObject({ message: `by ${transport}`, senderId: 'pat' })
    },
  )

  it.each(['websocket', 'polling'] as const)(
    'keeps out who is not signed in there, and pages of others, over %s',
    async (transport) => {
      await expect(connect(transport, {})).rejects.toThrow()
      await expect(connect(transport, { cookie: 'visit=nobody' })).rejects.toThrow()
      await expect(connect(transport, { cookie: 'visit=pat-1', origin: 'https://evil.example' })).rejects.toThrow()
    },
  )

  it('leaves the pages to the application, and its own question to nobody', async () => {
    const ask = async (path: string) => {
      const asked = request(new URL(path, nginx.url), { ca: nginx.certificate }).end()
      const [response] = await once(asked, 'response')
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk)
      return [response.statusCode, Buffer.concat(chunks).toString()]
    }
    expect(await ask('/telemedicine/s1')).toEqual([200, 'a page of the application'])
    expect(await ask('/_identity')).toEqual([404, expect.anything()])
  })
})
