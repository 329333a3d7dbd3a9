import { pickOne, type Random, randomBetween } from '../../../simulation/random.ts'
import type { Attack, AttackParts } from '../attack.ts'
import { frameOf, sendRaw, upgradeRequest } from '../rawLine.ts'

const polling = '/socket.io/?EIO=4&transport=polling'

export function noise(random: Random, bytes: number): Buffer {
  return Buffer.from(Array.from({ length: bytes }, () => Math.floor(random() * 256)))
}

async function fetchHeard(url: string, init: RequestInit, heard: AttackParts['heard']): Promise<string> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.text(),
    () => '',
  )
  heard(answer)
  return answer
}

/** Begins a polling connection; gives its address. */
async function beginPolling({ target, heard }: AttackParts): Promise<string> {
  const begun = await fetchHeard(target.url + polling, {}, heard)
  const [, sid = 'none'] = /"sid":"([^"]+)"/.exec(begun) ?? []
  return `${target.url}${polling}&sid=${sid}`
}

function badPost(random: Random): { readonly body: string | Buffer; readonly type: string } {
  const bodies: readonly (string | Buffer)[] = [
    '',
    '\x1e'.repeat(5_000),
    '40\x1e40\x1e40/rounds,\x1e4',
    'b',
    'bnot base64!\x1e4',
    '9',
    `4${'['.repeat(50_000)}`,
    '6\x1e'.repeat(400),
    '0{"sid":"made-up"}',
    '5',
    `42["x","${'y'.repeat(1024 * 1024 + 1)}"]`,
    noise(random, 300),
  ]
  const types = ['text/plain;charset=UTF-8', 'application/octet-stream', 'application/json', 'x']
  return { body: pickOne(random, bodies) ?? '', type: pickOne(random, types) ?? 'x' }
}

const badPosts: Attack = {
  name: 'malformed posts of the polling transport',
  strikesPerSecond: 60,
  open: async (parts) => ({
    strike: async () => {
      const url = await beginPolling(parts)
      const { body, type } = badPost(parts.random)
      await fetchHeard(url, { method: 'POST', body, headers: { 'content-type': type } }, parts.heard)
      await fetchHeard(url, { method: 'POST', body: '1' }, parts.heard)
    },
    close: async () => undefined,
  }),
}

const badRequests: Attack = {
  name: 'requests and upgrades with bad ids, versions and headers',
  strikesPerSecond: 100,
  open: async (parts) => ({
    strike: async () => {
      const { target, random, heard } = parts
      const sid = pickOne(random, ['__proto__', 'constructor', 'x'.repeat(5_000), '%00', '%', 'a&sid=b', '../..']) ?? ''
      const requests: readonly (string | Buffer)[] = [
        `GET ${polling}&sid=${sid} HTTP/1.1\r\nhost: relay\r\n\r\n`,
        `POST ${polling} HTTP/1.1\r\nhost: relay\r\ncontent-length: 1\r\n\r\n4`,
        `PUT ${polling} HTTP/1.1\r\nhost: relay\r\ncontent-length: 0\r\n\r\n`,
        'GET /socket.io/?EIO=99&transport=carrier-pigeon HTTP/1.1\r\nhost: relay\r\n\r\n',
        'GET //socket.io//?EIO=4&transport=polling HTTP/1.1\r\nhost: relay\r\n\r\n',
        upgradeRequest(`/socket.io/?EIO=4&transport=websocket&sid=${sid}`),
        upgradeRequest('/socket.io/?EIO=3&transport=websocket'),
        upgradeRequest('/socket.io/?EIO=4&transport=polling'),
        upgradeRequest('/elsewhere'),
        upgradeRequest(undefined, { 'sec-websocket-key': 'short' }),
        upgradeRequest(undefined, { 'sec-websocket-version': '99' }),
        upgradeRequest(undefined, { 'sec-websocket-protocol': ',,;;' }),
        upgradeRequest(undefined, { 'sec-websocket-extensions': `a;${' '.repeat(8_000)}b` }),
        upgradeRequest(undefined, { origin: 'https://evil.example' }),
        `GET / HTTP/1.1\r\n${Array.from({ length: 1_000 }, (_, index) => `x-${index}: y`).join('\r\n')}\r\n\r\n`,
        `GET / HTTP/1.1\r\nhost: relay\r\nx: ${'y'.repeat(64 * 1024)}\r\n\r\n`,
        `GET / HTTP/1.1\r\nhost: relay\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\nzz\r\n`,
        noise(random, 200),
      ]
      await sendRaw(target.port, pickOne(random, requests) ?? '', heard)
    },
    close: async () => undefined,
  }),
}

function badFrames(random: Random): Buffer {
  const text = '42/rounds,1["message:send",{}]'
  const all: readonly (() => Buffer)[] = [
    () => frameOf(text, { rsv: 1 + Math.floor(random() * 7) }),
    () => frameOf(text, { opcode: 3 + Math.floor(random() * 5) }),
    () => frameOf(text, { opcode: 2 }),
    () => frameOf(text, { masked: false }),
    () => frameOf('', { claimedBytes: 2 ** 40 }),
    () => frameOf('x'.repeat(1024 * 1024 + 1)),
    () => frameOf('x'.repeat(200), { opcode: 9 }),
    () => frameOf('40', { fin: false }),
    () =>
      Buffer.concat([
        frameOf('4', { fin: false }),
        ...Array.from({ length: 3_000 }, () => frameOf('', { opcode: 0, fin: false })),
      ]),
    () => frameOf('going on with nothing', { opcode: 0 }),
    () => frameOf(Buffer.from([0xff, 0xfe, 0xfd])),
    () => frameOf(Buffer.from([0xed, 0xa0, 0x80])),
    () => frameOf(Buffer.from([0, 1]), { opcode: 8 }),
    () => frameOf(Buffer.from([3, 232, 0xff, 0xff]), { opcode: 8 }),
    () => frameOf('x', { opcode: 8 }),
    () => Buffer.concat(Array.from({ length: 200 }, () => frameOf('p', { opcode: 9 }))),
    () => noise(random, Math.ceil(randomBetween(random, 1, 400))),
  ]
  return (pickOne(random, all) ?? (() => Buffer.alloc(0)))()
}

const badWebSockets: Attack = {
  name: 'frames that are none of a WebSocket',
  strikesPerSecond: 60,
  open: async ({ target, random, heard }) => ({
    strike: async () => {
      const connecting =
        random() < 0.5 ? frameOf(`40/rounds,${JSON.stringify({ token: target.token })}`) : Buffer.alloc(0)
      const bytes = Buffer.concat([Buffer.from(upgradeRequest()), connecting, badFrames(random)])
      await sendRaw(target.port, bytes, heard)
    },
    close: async () => undefined,
  }),
}

const halfOpen: Attack = {
  name: 'requests that never end',
  strikesPerSecond: 40,
  open: async ({ target, random, heard }) => {
    const open = new Set<Promise<void>>()
    return {
      // The line is left to the relay and to the limit of patience: many of them are open at once.
      strike: async () => {
        const begun = [
          'GET /health HTTP/1.1\r\nhost: rel',
          upgradeRequest().slice(0, -4),
          'POST /api/sync HTTP/1.1\r\nx:',
        ]
        const line = sendRaw(target.port, pickOne(random, begun) ?? '', heard, { sendsEnd: false })
        open.add(line)
        void line.then(() => open.delete(line))
      },
      close: async () => void (await Promise.all(open)),
    }
  },
}

/** Attacks on HTTP, WebSocket and Engine.IO, of those who have no account. */
export const engineAttacks: readonly Attack[] = [badPosts, badRequests, badWebSockets, halfOpen]
