import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { protocolVersion } from '../../../src/shared/protocol/version.ts'
import { openSocket } from '../../hostile/openSocket.ts'
import { frameOf, sendRaw, upgradeRequest } from '../../hostile/rawLine.ts'
import { connectNative, type NativeClient } from '../../support/relay/nativeClient.ts'
import { type RelayProcess, startRelayProcess } from '../../support/relay/start/startRelayProcess.ts'
import { tokenFor } from '../../support/relay/start/testTokens.ts'

/** Advisories on what the relay and the console stand on, with the version that mends each. */
const mended: readonly (readonly [id: string, name: string, version: string])[] = [
  ['CVE-2020-36048', 'engine.io', '4.0.0'],
  ['CVE-2020-36049', 'socket.io-parser', '3.4.1'],
  ['CVE-2022-21676', 'engine.io', '6.1.1'],
  ['CVE-2022-41940', 'engine.io', '6.2.1'],
  ['CVE-2022-2421', 'socket.io-parser', '4.2.1'],
  ['CVE-2023-31125', 'engine.io', '6.4.2'],
  ['CVE-2023-32695', 'socket.io-parser', '4.2.3'],
  ['CVE-2024-38355', 'socket.io', '4.6.2'],
  ['CVE-2026-33151', 'socket.io-parser', '4.2.6'],
  ['CVE-2026-69185', 'socket.io-parser', '4.2.7'],
  ['CVE-2026-59725', 'engine.io', '6.6.7'],
  ['GHSA-gr94-w7qr-f4j3', 'engine.io', '6.6.9'],
  ['GHSA-r635-g3xr-vw7x', 'engine.io', '6.6.9'],
  ['CVE-2021-32640', 'ws', '7.4.6'],
  ['CVE-2024-37890', 'ws', '8.17.1'],
  ['CVE-2026-45736', 'ws', '8.20.1'],
  ['CVE-2026-48779', 'ws', '8.21.0'],
  ['CVE-2026-62389', 'ws', '8.21.1'],
  ['CVE-2025-55305', 'electron', '35.7.5'],
  ['CVE-2026-34765', 'electron', '41.1.0'],
  ['CVE-2026-70603', 'electron', '41.1.1'],
  ['CVE-2022-23540', 'jsonwebtoken', '9.0.0'],
]

const lockSchema = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) })

it.each(mended)('%s is mended in every %s that is installed, from %s on', (_, name, version) => {
  const lock = lockSchema.parse(
    JSON.parse(readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8')),
  )
  const installed = Object.entries(lock.packages)
    // Old clients of Socket.IO, which tests connect as, are no part of the program.
    .filter(([path]) => path.endsWith(`node_modules/${name}`) && !/\/socket\.io-client-\d/.test(path))
    .map(([, found]) => found.version ?? '0.0.0')
  // What is not installed has nothing to mend; the relay reads tokens with jose.
  if (name !== 'jsonwebtoken') expect(installed.length).toBeGreaterThan(0)
  for (const found of installed) expect(isFrom(version, found), `${name} ${found}`).toBe(true)
})

function isFrom(least: string, found: string): boolean {
  const [wanted, is] = [least, found].map((version) => version.split('-')[0]?.split('.').map(Number) ?? [])
  for (const index of [0, 1, 2]) {
    const difference = (is?.[index] ?? 0) - (wanted?.[index] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}

interface Ground {
  readonly relay: RelayProcess
  readonly token: string
}
type Replay = (ground: Ground) => Promise<unknown>

const polling = '/socket.io/?EIO=4&transport=polling'
const ignore = () => undefined

async function beginPolling({ relay }: Ground): Promise<string> {
  const begun = await (await fetch(relay.url + polling)).text()
  const { sid } = z.object({ sid: z.string() }).parse(JSON.parse(begun.slice(1)))
  return `${relay.url}${polling}&sid=${sid}`
}
const post = async (url: string, body: string, type = 'text/plain;charset=UTF-8') =>
  await (await fetch(url, { method: 'POST', body, headers: { 'content-type': type } }).catch(() => undefined))?.text()

/** Sends these bytes over a WebSocket that was asked for by hand, and gives all that came back. */
async function overWebSocket({ relay }: Ground, ...frames: Buffer[]): Promise<Buffer> {
  const heard: Buffer[] = []
  await sendRaw(relay.port, Buffer.concat([Buffer.from(upgradeRequest()), ...frames]), (data) => heard.push(data), {
    sendsEnd: false,
  })
  return Buffer.concat(heard)
}

/** Sends packets over a connection that is in the native namespace. */
async function inNamespace({ relay, token }: Ground, ...packets: (string | Buffer)[]): Promise<void> {
  const socket = await openSocket(relay.url, ignore)
  const device = { id: '018f4d5e-7b1a-7c3d-8e4f-5a6b7c8d9e0f', name: 'replay' }
  socket.send(`40/rounds,${JSON.stringify({ token, protocol: protocolVersion, device })}`)
  await socket.heardFrom('40')
  for (const packet of packets) socket.send(packet)
  // Answered after all of that, or the connection is ended.
  socket.send('42/rounds,7777["sync:pull",{"scope":"cursors","cursors":[]}]')
  await socket.heardFrom('43/rounds,7777')
  await socket.close()
}

/** Replay of each advisory. */
const replays: Readonly<Record<string, Replay>> = {
  'CVE-2020-36048: posts that are larger than is allowed, or that never end': async (ground) => {
    const url = await beginPolling(ground)
    await post(url, `4${'x'.repeat(3 * 1024 * 1024)}`)
    const { pathname, search } = new URL(await beginPolling(ground))
    const head = `POST ${pathname}${search} HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999999\r\n\r\n4`
    await sendRaw(ground.relay.port, head, ignore)
  },
  'CVE-2020-36049: a payload of very many packets': async (ground) => {
    await post(await beginPolling(ground), `2${'\x1e6'.repeat(500_000)}`)
  },
  'CVE-2022-21676: a frame with reserved bits': (ground) =>
    overWebSocket(ground, frameOf('40/rounds,', { rsv: 4 }), frameOf('2', { rsv: 7 })),
  'CVE-2022-41940: an upgrade that is none, reset in the middle': ({ relay }) =>
    new Promise<void>((resolve) => {
      const line = connect(relay.port, '127.0.0.1', () => {
        line.write(upgradeRequest('/socket.io/?EIO=4&transport=polling'))
        line.resetAndDestroy()
      })
      line.on('error', ignore)
      line.on('close', () => resolve())
    }),
  'CVE-2022-2421: placeholders of attachments that are no numbers': (ground) =>
    inNamespace(ground, '451-/rounds,["x",{"_placeholder":true,"num":"splice"}]', Buffer.from('x')),
  'CVE-2023-31125: an upgrade to a transport of the prototype': async (ground) => {
    const sid = new URL(await beginPolling(ground)).searchParams.get('sid')
    for (const transport of ['constructor', '__proto__', 'toString', 'hasOwnProperty'])
      for (const more of ['', `&sid=${sid}`])
        await sendRaw(ground.relay.port, upgradeRequest(`/socket.io/?EIO=4&transport=${transport}${more}`), ignore)
  },
  'CVE-2023-32695: an event whose name is an object': (ground) =>
    inNamespace(ground, '42/rounds,[{"toString":"foo"}]', '42/rounds,[{"toString":{}},{}]'),
  'CVE-2024-38355: the event error, which nobody listens to': (ground) =>
    inNamespace(ground, '42/rounds,["error"]', '42/rounds,["error",{"message":"x"}]'),
  'CVE-2026-33151: a packet that announces very many attachments': (ground) =>
    inNamespace(ground, '4599999999-/rounds,["x",{"_placeholder":true,"num":0}]'),
  'CVE-2026-69185: packets that announce no attachments': (ground) =>
    inNamespace(ground, ...Array.from({ length: 500 }, () => '450-/rounds,["x",{"_placeholder":true,"num":0}]')),
  'CVE-2026-59725: a post of bytes': async (ground) => {
    await post(await beginPolling(ground), '\x04\x01\x02', 'application/octet-stream')
  },
  'GHSA-gr94-w7qr-f4j3: WebTransport, and ids of it': async (ground) => {
    for (const sid of ['x', '__proto__', 'constructor'])
      await fetch(`${ground.relay.url}/socket.io/?EIO=4&transport=webtransport&sid=${sid}`)
  },
  'GHSA-r635-g3xr-vw7x: very many polls that stay open': async (ground) => {
    const stop = new AbortController()
    const open = await Promise.all(Array.from({ length: 300 }, () => beginPolling(ground)))
    const polls = open.map((url) => fetch(url, { signal: stop.signal }).catch(ignore))
    await fetch(`${ground.relay.url}/health`)
    stop.abort()
    await Promise.all(polls)
  },
  'CVE-2021-32640: a header of very many spaces': ({ relay }) =>
    sendRaw(relay.port, upgradeRequest(undefined, { 'sec-websocket-protocol': `b${' '.repeat(10_000)}x` }), ignore),
  'CVE-2024-37890: very many headers': ({ relay }) => {
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`${index}`, '']))
    return sendRaw(relay.port, upgradeRequest(undefined, many), ignore)
  },
  'CVE-2026-45736: a close whose answer could show memory': async (ground) => {
    const heard = await overWebSocket(ground, frameOf(Buffer.from([0x03, 0xe8]), { opcode: 8 }))
    const answer = heard.subarray(heard.lastIndexOf(Buffer.from([0x88])))
    expect([...answer]).toEqual([0x88, 2, 0x03, 0xe8])
  },
  'CVE-2026-48779: a message of very many empty fragments': (ground) => {
    const empty = frameOf('', { opcode: 0, fin: false })
    return overWebSocket(ground, frameOf('4', { fin: false }), ...Array.from({ length: 100_000 }, () => empty))
  },
  'CVE-2026-62389: a message of very many fragments of one byte': (ground) => {
    const tiny = frameOf('x', { opcode: 0, fin: false })
    return overWebSocket(ground, frameOf('4', { fin: false }), ...Array.from({ length: 100_000 }, () => tiny))
  },
}

describe('an attack of an advisory', () => {
  let relay: RelayProcess
  let honest: NativeClient
  let token: string
  beforeAll(async () => {
    relay = await startRelayProcess()
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    await relay.putSession('s2', { attacker: 'patient' })
    token = await tokenFor('attacker', 'patient')
    honest = await connectNative({ url: relay.url, token: await tokenFor('doc', 'clinician') })
  })
  afterAll(async () => {
    honest.close()
    await relay.dispose()
  })

  it.each(Object.entries(replays))('%s: nobody else notices', async (_, replay) => {
    const pid = relay.pid()
    await replay({ relay, token })
    expect(await honest.send('s1', 'still there?')).toMatchObject({ success: true })
    expect([relay.hasEnded(), relay.pid()]).toEqual([false, pid])
    const output = relay.output().split('\n')
    expect(output.filter((line) => line !== '' && !/^relay listening|"level":"?(?:40|warn)/.test(line))).toEqual([])
  })

  it('has a test for each that is about the relay', () => {
    const ids = mended.filter(([, name]) => !['electron', 'jsonwebtoken'].includes(name)).map(([id]) => id)
    expect(Object.keys(replays).map((title) => title.split(':')[0])).toEqual(ids)
  })
})
