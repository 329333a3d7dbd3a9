import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { connectDialect, tokenWith } from '../../support/dialects/dialectClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { until } from '../../support/time/until.ts'

/** More than a ping and the time to answer it. */
const longMs = 100_000

describe('connections that are idle', () => {
  let relay: StartedRelay

  beforeEach(async () => {
    relay = await startRelay()
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
  })
  afterEach(() => relay.stop())

  async function openTransport(): Promise<WebSocket> {
    const socket = new WebSocket(`${relay.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
    await once(socket, 'open')
    return socket
  }

  it(
    'are ended: those that answer no ping, and those that come into no namespace; who answers stays, however silent',
    async () => {
      const doc = await connectDialect({
        url: relay.url,
        namespace: '/chat',
        auth: { token: await tokenWith({ userId: 'doc', role: 'provider' }) },
      })
      await doc.ask('join_chat', 's1')
      const deaf = await openTransport()
      const heard: string[] = []
      deaf.on('message', (data) => heard.push(String(data)))
      deaf.send(`40/chat,${JSON.stringify({ token: await tokenWith({ userId: 'pat', role: 'customer' }) })}`)
      await until('it is let in', () => heard.some((frame) => frame.startsWith('40/chat')))
      deaf.send(`42/chat,${JSON.stringify(['join_chat', { chatId: 's1' }])}`)
      await doc.waitFor('user_joined')
      const nameless = await openTransport()
      nameless.on('message', (data) => {
        if (String(data) === '2') nameless.send('3')
      })
      await Promise.all([once(deaf, 'close'), once(nameless, 'close')])
      await doc.waitFor('user_left')
      expect(doc.socket.connected).toBe(true)
      doc.close()
    },
    longMs,
  )
})
