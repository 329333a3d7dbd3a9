import { v4 } from 'uuid'
import { describe, expect, test } from 'vitest'
import type { AttemptFailure } from '../../../src/client/attempts.ts'
import { clientTimings } from '../../../src/client/clientTimings.ts'
import { keepConnected } from '../../../src/client/keepConnected.ts'
import type { RelaySocket } from '../../../src/client/relaySocket.ts'
import { type Failure, FailureError } from '../../../src/shared/model/failure.ts'
import { deviceIdSchema } from '../../../src/shared/model/ids.ts'
import { handshakeRefusals } from '../../../src/shared/protocol/handshake.ts'
import { createScriptedSockets } from '../../support/console/scriptedSockets.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

/** A connection that is kept over scripted sockets; a random fraction is a half, so a wait is three quarters of the longest. */
function stage() {
  const clock = createFakeClock()
  const scripted = createScriptedSockets()
  const seen: string[] = []
  const failures: (AttemptFailure & { readonly failures: number })[] = []
  let socket: RelaySocket | undefined
  let tokenFailure: FailureError | undefined
  let renewals = 0
  const token = async () => {
    if (tokenFailure) throw tokenFailure
    return `token ${renewals}`
  }
  const kept = keepConnected(
    {
      relayUrl: 'http://relay.test',
      device: { id: deviceIdSchema.parse(v4()), name: 'test' },
      openSocket: scripted.openSocket,
      tokens: {
        current: token,
        renew: () => {
          renewals += 1
          return token()
        },
      },
      clock,
      jitter: { fraction: () => 0.5 },
      timings: clientTimings,
    },
    {
      opened: (opened) => {
        socket = opened
        seen.push('opened')
      },
      received: ({ name }) => seen.push(name),
      lost: ({ kind }) => seen.push(`lost: ${kind}`),
      failed: (why, count) => {
        failures.push({ ...why, failures: count })
        return clientTimings.reconnect
      },
      notRenewed: ({ kind }: Failure) => seen.push(`not renewed: ${kind}`),
      invalid: () => undefined,
    },
  )
  const settle = async () => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
  }
  const pass = async (byMs: number) => {
    clock.advance(byMs)
    await settle()
  }
  const open = async () => {
    kept.start()
    await settle()
    scripted.last().listener.opened()
  }
  return {
    ...{ scripted, seen, failures, kept, settle, pass, open },
    socket: () => socket,
    tokenOf: (index: number) => scripted.sockets[index]?.options.handshake.token,
    failTokens: (failure: FailureError | undefined) => {
      tokenFailure = failure
    },
  }
}

const count = ({ scripted }: ReturnType<typeof stage>) => scripted.sockets.length
const unreachable = { outcome: 'refused', message: 'xhr poll error' } as const

describe('a connection that is kept', () => {
  test('is tried again with waits that double, from the first again once it has proved of use', async () => {
    const scene = stage()
    const { scripted, kept, settle, pass, failures } = scene
    kept.start()
    await settle()
    for (const waitMs of [375, 750, 1_500]) {
      scripted.last().listener.ended(unreachable)
      const before = count(scene)
      await pass(waitMs - 1)
      expect(count(scene)).toBe(before)
      await pass(1)
      expect(count(scene)).toBe(before + 1)
    }
    expect(failures).toMatchObject([1, 2, 3].map((nth) => ({ at: 'network', failures: nth })))
    scripted.last().listener.opened()
    scripted.last().listener.ended({ outcome: 'lost', reason: 'transport close' })
    await pass(1_499)
    expect(count(scene)).toBe(4)
    await pass(1)
    scripted.last().listener.opened()
    kept.proved()
    scripted.last().listener.ended({ outcome: 'lost', reason: 'transport close' })
    await pass(250)
    expect(count(scene)).toBe(6)
  })

  test('begins by turns with a WebSocket and by polling while neither comes to anything', async () => {
    const { scripted, kept, settle, pass } = stage()
    kept.start()
    await settle()
    scripted.last().listener.ended({ outcome: 'unanswered' })
    await pass(1_000)
    scripted.last().listener.ended(unreachable)
    await pass(1_000)
    expect(scripted.sockets.map(({ options }) => options.pollsFirst)).toEqual([false, true, false])
  })

  test.each([handshakeRefusals.tokenExpired, handshakeRefusals.invalidToken])(
    'shows a new token at once when the relay refuses one (%s), and then as often as it takes',
    async (message) => {
      const { scripted, kept, settle, pass, failures, tokenOf } = stage()
      kept.start()
      await settle()
      scripted.last().listener.ended({ outcome: 'refused', message })
      await settle()
      expect([tokenOf(0), tokenOf(1)]).toEqual(['token 0', 'token 1'])
      expect(failures).toEqual([])
      scripted.last().listener.ended({ outcome: 'refused', message })
      expect(failures).toMatchObject([{ at: 'relay', failure: { kind: 'unauthenticated' } }])
      await pass(375)
      expect(tokenOf(2)).toBe('token 2')
      scripted.last().listener.opened()
    },
  )

  test('reports where an attempt failed: no token, or a protocol that the relay does not speak', async () => {
    const { scripted, kept, settle, pass, failures, failTokens } = stage()
    failTokens(new FailureError('unavailable', 'busy'))
    kept.start()
    await settle()
    failTokens(undefined)
    await pass(375)
    scripted.last().listener.ended({ outcome: 'refused', message: handshakeRefusals.protocol })
    expect(failures).toMatchObject([
      { at: 'token', failure: { kind: 'unavailable' } },
      { at: 'relay', failure: { kind: 'protocol' } },
    ])
  })

  test('stays away as long as a relay that stops asks for', async () => {
    const scene = stage()
    await scene.open()
    scene.scripted.last().listener.received({ name: 'server:shutdown', payload: { reconnectAfterMs: 5_000 } })
    expect(scene.seen).toEqual(['opened', 'lost: unavailable'])
    expect(scene.scripted.last().isClosed).toBe(true)
    await scene.pass(5_249)
    expect(count(scene)).toBe(1)
    await scene.pass(1)
    expect(count(scene)).toBe(2)
  })

  test('gives up a socket that leaves a request unanswered', async () => {
    const { scripted, seen, open, socket } = stage()
    await open()
    await socket()?.request('sync:pull', { scope: 'cursors', cursors: [] })
    expect(scripted.last().isClosed).toBe(true)
    expect(seen).toEqual(['opened', 'lost: timeout'])
  })

  test('renews a token that runs out on the open socket, and gives up one whose new token is refused', async () => {
    const scene = stage()
    const { scripted, seen, open, settle } = scene
    await open()
    const expiring = { name: 'auth:expiring', payload: { expiresAt: 1 } } as const
    scripted.replyWith({ outcome: 'answered', answer: { success: true, expiresAt: 1 } })
    scripted.last().listener.received(expiring)
    await settle()
    expect(scripted.last().requests).toEqual([{ event: 'auth:refresh', payload: { token: 'token 1' } }])
    scripted.replyWith({ outcome: 'refused', failure: { kind: 'unauthenticated', message: 'no' } })
    scripted.last().listener.received(expiring)
    await settle()
    expect(seen).toEqual(['opened', 'lost: unauthenticated'])
    await scene.pass(250)
    expect(scene.tokenOf(1)).toBe('token 3')
  })

  test('reports when no new token can be had, and stays until the relay ends it', async () => {
    const { scripted, seen, open, settle, failTokens } = stage()
    await open()
    failTokens(new FailureError('sessionClosed', 'over'))
    scripted.last().listener.received({ name: 'auth:expiring', payload: { expiresAt: 1 } })
    await settle()
    expect(seen).toEqual(['opened', 'not renewed: sessionClosed'])
    expect(scripted.last().isClosed).toBe(false)
  })

  test('tries at once when it waits, and not when an attempt is under way', async () => {
    const scene = stage()
    const { scripted, kept, settle } = scene
    kept.start()
    await settle()
    kept.retryNow()
    await settle()
    expect(count(scene)).toBe(1)
    scripted.last().listener.ended(unreachable)
    kept.retryNow()
    await settle()
    expect(count(scene)).toBe(2)
  })

  test('is over when it is stopped, whatever it waits for, and can be started again', async () => {
    const scene = stage()
    const { scripted, kept, settle, pass } = scene
    kept.start()
    kept.stop()
    await settle()
    expect(count(scene)).toBe(0)
    kept.start()
    await settle()
    scripted.last().listener.ended(unreachable)
    kept.stop()
    await pass(60_000)
    expect(count(scene)).toBe(1)
    kept.start()
    await settle()
    expect(count(scene)).toBe(2)
  })
})
