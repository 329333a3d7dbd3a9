import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { v4 } from 'uuid'
import { pickOne } from '../../../simulation/random.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import { protocolVersion } from '../../../src/shared/protocol/version.ts'
import { tokenFor } from '../../support/relay/start/testTokens.ts'
import type { Attack, AttackParts, Striker } from '../attack.ts'
import { type AskingLine, openAskingLine } from '../weight/askingLine.ts'
import { weighty } from '../weight/weighty.ts'

/* What one account, or none, can ask for in good form, as much of it as fits: each stands for one way in which a relay was stalled. */

const tokens = {
  clinician: () => tokenFor(weighty.clinicianId, 'clinician'),
  patient: () => tokenFor(weighty.patientId, 'patient'),
}

async function openNative({ target, heard }: AttackParts, token: Promise<string>): Promise<AskingLine> {
  const auth = { token: await token, protocol: protocolVersion, device: { id: v4(), name: 'weight' } }
  return await openAskingLine(target.url, '/rounds,', auth, heard)
}

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

const patienceMs = 2_000

/** A strike over lines that are open all the time. */
function overLines(
  name: string,
  open: (parts: AttackParts) => Promise<readonly AskingLine[]>,
  strike: (lines: readonly AskingLine[]) => Promise<unknown>,
): Attack {
  return {
    name,
    strikesPerSecond: 1,
    open: async (parts): Promise<Striker> => {
      const lines = await open(parts)
      return {
        // What is asked for is asked for; a relay may let the principal wait for it.
        strike: async () => void (await Promise.race([strike(lines), sleep(patienceMs)])),
        close: async () => void (await Promise.all(lines.map((line) => line.close()))),
      }
    },
  }
}

const oneNative = (token: () => Promise<string>) => async (parts: AttackParts) => [await openNative(parts, token())]
const askOf = (lines: readonly AskingLine[], count: number, event: string, payload: unknown) =>
  Promise.all(times(count, (index) => lines[index % lines.length]?.ask(event, payload)))

const wholeSync = { scope: 'all', cursors: [] }
const marks = {
  marks: times(200, (index) => ({
    sessionId: weighty.sessionIds[index % weighty.sessionIds.length],
    thread: 'care',
    deliveredUpTo: 1,
    readUpTo: 1,
  })),
}

const unreadCounts = overLines('900 counts of unread at once', oneNative(tokens.clinician), (lines) =>
  askOf(lines, 900, 'unread:count', {}),
)

const wholeSyncs = overLines(
  'whole sync on 20 sockets of one user, 8 in flight',
  (parts) => Promise.all(times(20, () => openNative(parts, tokens.clinician()))),
  (lines) => askOf(lines, 160, 'sync:pull', wholeSync),
)

const markup: Attack = {
  name: 'ten texts of 16 KB of "<" to 120 sockets of one user',
  strikesPerSecond: 1,
  open: async ({ target, heard, random }) => {
    // Somebody else each time: what one user may begin in a minute would not last.
    const sessionId = pickOne(random, weighty.sessionIds) ?? ''
    const [userId = ''] = weighty.peersOf(sessionId)
    const token = await tokenFor(userId, 'patient')
    const lines = await Promise.all(times(120, () => openAskingLine(target.url, '', { token }, heard)))
    await Promise.all(lines.map((line) => line.ask('join-session', sessionId)))
    const send = () => lines[0]?.ask('chat-message', { sessionId, message: '<'.repeat(16_000) })
    return {
      strike: async () => void (await Promise.race([Promise.all(times(10, send)), sleep(patienceMs)])),
      close: async () => void (await Promise.all(lines.map((line) => line.close()))),
    }
  },
}

const reactedHistory: Attack = {
  name: 'history of a thread with 30,000 reactions',
  strikesPerSecond: 10,
  open: async ({ target, heard }) => {
    const headers = { authorization: `Bearer ${await tokens.patient()}` }
    return {
      strike: async () => {
        const answer = await fetch(`${target.url}/api/sessions/${weighty.reactedId}/messages?limit=50`, { headers })
        heard(await answer.text())
      },
      close: async () => undefined,
    }
  },
}

const readReceipts = overLines(
  '900 receipts for 200 ids each',
  async ({ target, heard }) => {
    const line = await openAskingLine(target.url, '', { token: await tokens.patient() }, heard)
    await line.ask('room:join', { roomId: `visit:${weighty.sessionIds[0]}`, roomType: 'visit' })
    return [line]
  },
  (lines) => {
    const payload = { visitId: weighty.sessionIds[0], messageIds: times(200, () => v4()) }
    return askOf(lines, 900, 'message:read', payload)
  },
)

const watching = overLines('presence of 500 and whole sync, mixed', oneNative(tokens.clinician), (lines) =>
  Promise.all([
    askOf(lines, 400, 'presence:watch', { userIds: weighty.peerIds }),
    askOf(lines, 100, 'sync:pull', wholeSync),
  ]),
)

const documents: Attack = {
  name: 'the reference and the measures, 120 at a time, without an account',
  strikesPerSecond: 4,
  open: async ({ target, heard }) => ({
    strike: async () => {
      const paths = ['/docs', '/docs/asyncapi.json', '/metrics', '/api/openapi.json']
      const asked = times(120, async (index) => heard(await (await fetch(target.url + paths[index % 4])).text()))
      await Promise.allSettled(asked)
    },
    close: async () => undefined,
  }),
}

const comeAndGo: Attack = {
  name: 'people who come and go, and administrators who are told of them',
  strikesPerSecond: 20,
  open: async (parts) => {
    let count = 0
    const visit = async (userId: string, role: Role) => {
      const line = await openNative(parts, tokenFor(userId, role))
      await line.close()
    }
    return {
      strike: async () => {
        count += 1
        await Promise.allSettled(times(10, (index) => visit(`passer-${count}-${index}`, 'patient')))
        if (count % 10 === 0) await Promise.allSettled(times(5, () => visit('weighty-admin', 'admin')))
      },
      close: async () => undefined,
    }
  },
}

const patientsFlood = overLines('900 in flight of one patient', oneNative(tokens.patient), async (lines) => {
  await askOf(lines, 900, 'sync:pull', wholeSync)
  await askOf(lines, 900, 'unread:count', {})
  await askOf(lines, 900, 'watermark:advance', marks)
})

const dripping: Attack = {
  name: 'requests that drip a byte at a time',
  strikesPerSecond: 100,
  open: async ({ target }) => {
    const lines = new Set<ReturnType<typeof connect>>()
    let isOver = false
    async function drip(line: ReturnType<typeof connect>): Promise<void> {
      const request =
        'POST /api/auth/login HTTP/1.1\r\nhost: relay\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n'
      for (const byte of request) {
        if (isOver || line.destroyed) return
        line.write(byte)
        await sleep(1_000)
      }
    }
    return {
      strike: async () => {
        const line = connect({ port: target.port, host: '127.0.0.1' })
        lines.add(line)
        line.on('error', () => undefined)
        line.on('close', () => lines.delete(line))
        void drip(line)
      },
      close: async () => {
        isOver = true
        for (const line of lines) line.destroy()
      },
    }
  },
}

export const weightAttacks: readonly Attack[] = [
  ...[unreadCounts, wholeSyncs, markup, reactedHistory, readReceipts, watching, documents],
  ...[comeAndGo, patientsFlood, dripping],
]
