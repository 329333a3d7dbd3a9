import { pickOne, type Random } from '../../../simulation/random.ts'
import { protocolVersion } from '../../../src/shared/protocol/version.ts'
import type { Attack, AttackParts } from '../attack.ts'
import { type OpenSocket, openSocket } from '../openSocket.ts'
import { deep, deepObject } from '../strangePayloads.ts'

/** Packets of Socket.IO that are none, or that mean nothing. */
export const badPackets: readonly ((namespace: string) => string | Buffer)[] = [
  () => '4',
  () => '49',
  () => '47/rounds,',
  () => '4x',
  () => '499999999999999999999-["x"]',
  (namespace) => `451-${namespace}["x"]`,
  (namespace) => `45999999999-${namespace}["x",{"_placeholder":true,"num":0}]`,
  (namespace) => `450-${namespace}["x",{"_placeholder":true,"num":"splice"}]`,
  (namespace) => `451-${namespace}["x",{"_placeholder":true,"num":-1}]`,
  (namespace) => `46999-${namespace}7[{"_placeholder":true,"num":0}]`,
  () => Buffer.from([4, 1, 2, 3]),
  () => '40/nothere,{}',
  () => `40/${'x'.repeat(50_000)},{}`,
  () => '40/__proto__,{}',
  () => '40/rounds/,{"token":1}',
  () => '41/nothere,',
  (namespace) => `42${namespace}`,
  (namespace) => `42${namespace}[]`,
  (namespace) => `42${namespace}{}`,
  (namespace) => `42${namespace}[null]`,
  (namespace) => `42${namespace}[{"toString":1}]`,
  (namespace) => `42${namespace}[42]`,
  (namespace) => `42${namespace}["connect"]`,
  (namespace) => `42${namespace}["disconnect"]`,
  (namespace) => `42${namespace}["disconnecting"]`,
  (namespace) => `42${namespace}["newListener"]`,
  (namespace) => `42${namespace}1["error",{}]`,
  (namespace) => `42${namespace}1["__proto__",{}]`,
  (namespace) => `42${namespace}1["constructor",{}]`,
  (namespace) => `42${namespace}1["${'e'.repeat(20_000)}",{}]`,
  (namespace) => `42${namespace}99999999999999999999["sync:pull",{}]`,
  (namespace) => `42${namespace}1["message:send",${deep}]`,
  (namespace) => `42${namespace}1["message:send",${deepObject}]`,
  (namespace) => `42${namespace}1["call:signal",{"callId":"x","signalType":"offer","signal":${deepObject}}]`,
  (namespace) => `42${namespace}1["chat-message",{"sessionId":"s","message":${deep}}]`,
  (namespace) =>
    `42${namespace}1["chat-message",{"__proto__":{"polluted":true},"sessionId":"s","encrypted":${deepObject}}]`,
  (namespace) => `42${namespace}1["message:send",{"__proto__":{"polluted":true}}]`,
  (namespace) => `42${namespace}1["message:send",{"text":"\\ud800"}]`,
  (namespace) => `42${namespace}1["message:send",{"text":"${'x'.repeat(600_000)}"}]`,
  (namespace) => `43${namespace}1[]`,
  (namespace) => `43${namespace}999999999["ack"]`,
  (namespace) => `43${namespace}__proto__[]`,
  (namespace) => `44${namespace}{"message":"x"}`,
  (namespace) => `40${namespace}{"token":"again"}`,
  () => '0{"sid":"made-up"}',
  () => '6',
  () => '5',
  () => '1',
]

/** Keeps one connection with the namespaces that it was given open, and opens the next when the relay has had enough of it. */
export function keepConnected({ target, heard }: AttackParts, hello: readonly string[]): () => Promise<OpenSocket> {
  let opening: Promise<OpenSocket> | undefined
  async function open(): Promise<OpenSocket> {
    const socket = await openSocket(target.url, heard)
    for (const packet of hello) socket.send(packet)
    if (hello.length > 0) await socket.heardFrom('4')
    return socket
  }
  return async () => {
    const known = opening
    const socket = await known
    if (socket?.isOpen()) return socket
    // The first of those who wait opens the next one.
    if (opening === known) opening = open()
    return (await opening) ?? (await open())
  }
}

function authOf({ target }: AttackParts): string {
  const device = { id: '018f4d5e-7b1a-7c3d-8e4f-5a6b7c8d9e0f', name: 'attacker' }
  return JSON.stringify({ token: target.token, protocol: protocolVersion, device })
}

/** A connection that is in the native namespace and in those of the dialects. */
export function helloOf(parts: AttackParts, namespace: string): string {
  return `40${namespace}${authOf(parts)}`
}

const packets: Attack = {
  name: 'packets that are none of Socket.IO, or of nobody',
  strikesPerSecond: 80,
  open: async (parts) => {
    const namespaces = ['/rounds,', '', '/chat,'] as const
    const connect = namespaces.map((namespace) => keepConnected(parts, [helloOf(parts, namespace)]))
    return {
      strike: async () => {
        const index = Math.floor(parts.random() * namespaces.length)
        const socket = await connect[index]?.()
        socket?.send(pickBad(parts.random, namespaces[index] ?? ''))
      },
      close: async () => {
        for (const open of connect) await (await open()).close()
      },
    }
  },
}

function pickBad(random: Random, namespace: string): string | Buffer {
  return (pickOne(random, badPackets) ?? (() => ''))(namespace)
}

export const packetAttacks: readonly Attack[] = [packets]
