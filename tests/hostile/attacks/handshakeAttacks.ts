import { pickOne } from '../../../simulation/random.ts'
import { protocolVersion } from '../../../src/shared/protocol/version.ts'
import type { Attack } from '../attack.ts'
import { openSocket } from '../openSocket.ts'

/** Separator of the packets in one response of the polling transport. */
const separator = '\x1e'

/** Word for a handshake that succeeds and must not. */
export const letIn = 'LET IN'

/** Handshakes that must not succeed, over WebSocket and over polling, in all namespaces. */
export const badHandshakes: Attack = {
  name: 'bad handshakes',
  strikesPerSecond: 500,
  open: async ({ target, random, heard: receive }) => {
    const heard = (data: string | Buffer) => {
      receive(data)
      const packets = data.toString().split(separator)
      if (packets.some((packet) => /^40[^{]*\{"sid"/.test(packet))) receive(letIn)
    }
    const tampered = `${target.token.slice(0, -4)}AAAA`
    const [header, claims] = target.token.split('.')
    const tokens = [
      undefined,
      null,
      '',
      'x',
      7,
      {},
      [target.token],
      tampered,
      `${header}.${claims}.`,
      'x'.repeat(9_000),
    ]
    const device = { id: 'no uuid', name: 'x' }
    const auths = [
      ...tokens.map((token) => ({ token, protocol: protocolVersion, device })),
      { token: target.token, protocol: 99, device },
      { token: target.token, device },
      {},
    ].map((auth) => JSON.stringify(auth))
    const polling = `${target.url}/socket.io/?EIO=4&transport=polling`
    const read = (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, signal: AbortSignal.timeout(10_000) }).then(
        (response) => response.text(),
        () => '',
      )
    return {
      strike: async () => {
        const isNative = random() < 0.5
        // In the namespaces of the dialects the token alone is what is looked at.
        const packet = isNative
          ? `40/rounds,${pickOne(random, auths)}`
          : `40${pickOne(random, ['', '/chat,', '/nothere,'])}${pickOne(random, auths.slice(0, tokens.length))}`
        if (random() < 0.6) {
          const socket = await openSocket(target.url, heard)
          socket.send(packet)
          await socket.heardFrom('4')
          await socket.close()
          return
        }
        const begun = await read(polling)
        const [, sid = 'none'] = /"sid":"([^"]+)"/.exec(begun) ?? []
        await read(`${polling}&sid=${sid}`, { method: 'POST', body: packet })
        heard(await read(`${polling}&sid=${sid}`))
        await read(`${polling}&sid=${sid}`, { method: 'POST', body: '1' })
      },
      close: async () => undefined,
    }
  },
}
