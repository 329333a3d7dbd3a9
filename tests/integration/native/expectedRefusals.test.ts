import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { io } from 'socket.io-client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { rateLimits } from '../../../relay/limits/rateLimits.ts'
import { protocolVersion } from '../../../src/shared/protocol/version.ts'
import { badPackets } from '../../hostile/attacks/packetAttacks.ts'
import { connectNative } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { until } from '../../support/time/until.ts'

const factor = 0.01
let lines: Record<string, unknown>[]
let relay: StartedRelay
beforeEach(async () => {
  lines = []
  const write = (line: string) => void lines.push(JSON.parse(line))
  relay = await startRelay({ env: { RATE_LIMIT_FACTOR: String(factor) }, logTo: { write } })
  await relay.putSession('s1', { pat: 'patient', 'doc@clinic.example': 'clinician' })
})
afterEach(() => relay.stop())

const errors = () => lines.filter(({ level }) => Number(level) >= 50)

it.each(['/rounds', '/', '/chat'])(
  'a handshake on %s that is refused for its rate is no error of the relay',
  async (namespace) => {
    const token = await relay.tokenFor('doc@clinic.example', 'clinician')
    const most = Math.round(rateLimits.connectAsUser.points * factor)
    const auth = {
      token,
      protocol: protocolVersion,
      device: { id: '0d3a1d1e-6f0a-4a4e-9d5b-2b6b8a0b1c11', name: 'Desk' },
    }
    const url = relay.url
    const begin = () =>
      new Promise<string>((resolve) => {
        const socket = io(url + namespace, { auth, transports: ['websocket'], reconnection: false, forceNew: true })
        const end = (outcome: string) => {
          socket.close()
          resolve(outcome)
        }
        socket.once('connect', () => end('connected'))
        socket.once('connect_error', ({ message }) => end(message))
      })
    for (let begun = 0; begun < most; begun++) expect(await begin()).toBe('connected')
    expect(await begin()).toMatch(/^Too many requests\. Try again in \d+ s\.$/)
    await until('the refusal is in the log', async () => lines.some(({ msg }) => msg === 'handshake failed'))
    expect(errors()).toEqual([])
    expect(lines.filter(({ msg }) => msg === 'connected')[0]).toMatchObject({ userId: 'doc@clinic.example' })
  },
)

it('packets of every wrong form and size are no errors of the relay', async () => {
  const packets = [...badPackets, () => 'x'.repeat(2_000_000), () => Buffer.alloc(2_000_000)]
  for (const [index, packet] of packets.entries()) {
    const pat = await connectNative({ url: relay.url, token: await relay.tokenFor(`pat-${index}`, 'patient') })
    const ended = pat.ended
    const engine = pat.socket.io.engine
    engine.transport.send([{ type: 'message', data: String(packet('/rounds,')).slice(1) }])
    engine.transport.send([{ type: 'message', data: '1' }])
    engine.close()
    await ended
  }
  expect(errors()).toEqual([])
})

it('an upload of the wrong size, or whose line breaks off, is no error of the relay', async () => {
  const headers = { authorization: `Bearer ${await relay.tokenFor('pat', 'patient')}` }
  const content = Buffer.from('a small text')
  const post = {
    ...{ name: 'a.txt', bytes: content.byteLength, thread: 'care' },
    sha256: createHash('sha256').update(content).digest('hex'),
  }
  const url = relay.url
  const begun = await fetch(`${url}/api/sessions/s1/attachments`, {
    ...{ method: 'POST', body: JSON.stringify(post) },
    headers: { ...headers, 'content-type': 'application/json' },
  })
  const { id } = (await begun.json()) as { id: string }
  const part = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' }
  const patch = async (body: Buffer) =>
    (await fetch(`${url}/api/attachments/${id}`, { method: 'PATCH', headers: { ...headers, ...part }, body })).status
  expect(await patch(Buffer.alloc(1_000))).toBe(413)

  const { hostname, port } = new URL(url)
  const line = connect(Number(port), hostname)
  const head = Object.entries({ host: hostname, 'content-length': '12', ...headers, ...part })
  line.write(
    `PATCH /api/attachments/${id} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\na sma`,
  )
  await until('the part has arrived', async () => {
    const state = await fetch(`${url}/api/attachments/${id}`, { method: 'HEAD', headers })
    return state.headers.get('upload-offset') === '5'
  })
  line.destroy()
  const rest = { ...headers, ...part, 'upload-offset': '5' }
  await until('the upload goes on', async () => {
    const body = content.subarray(5)
    return (await fetch(`${url}/api/attachments/${id}`, { method: 'PATCH', headers: rest, body })).status === 200
  })
  expect(errors()).toEqual([])
})
