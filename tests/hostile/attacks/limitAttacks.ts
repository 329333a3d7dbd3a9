import { SignJWT } from 'jose'
import { v7 } from 'uuid'
import { pickOne } from '../../../simulation/random.ts'
import { testSecret, tokenFor } from '../../support/relay/start/testTokens.ts'
import type { Attack, AttackParts } from '../attack.ts'
import { sendRaw, upgradeRequest } from '../rawLine.ts'
import { openAskingLine } from '../weight/askingLine.ts'
import { weighty } from '../weight/weighty.ts'

/* Ways round a limit, each of which was one: who is held to no limit is as good as a flood. */

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

/** A relay may let the principal wait; the attack goes on. */
const patienceMs = 2_000

const ask = async ({ target, heard }: AttackParts, path: string, init: RequestInit): Promise<string> => {
  const answer = await fetch(target.url + path, { ...init, signal: AbortSignal.timeout(patienceMs) })
  const text = await answer.text()
  heard(text)
  return text
}

const hiddenHandshakes: Attack = {
  name: 'handshakes that hide that they begin a connection',
  strikesPerSecond: 4,
  open: async ({ target, heard }) => {
    const paths = ['&sid=', '&x=?sid=1', '&sid', '&SID=1', '#&sid=1', '&sid=&sid='].map(
      (query) => `/socket.io/?EIO=4&transport=websocket${query}`,
    )
    return {
      strike: async () => {
        const requests = times(75, (index) => upgradeRequest(paths[index % paths.length]))
        await Promise.all(requests.map((request) => sendRaw(target.port, request, heard, { sendsEnd: false })))
      },
      close: async () => undefined,
    }
  },
}

const disputedTokens: Attack = {
  name: 'tokens that name several people',
  strikesPerSecond: 20,
  open: async (parts) => {
    const { target, heard } = parts
    // Signed by who signs for several applications, that do not agree on who a token is for.
    const people = { userId: target.ownUserId, sub: target.others.userId, id: weighty.clinicianId }
    const token = await new SignJWT({ ...people, role: 'clinician', name: 'Nobody' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(testSecret))
    return {
      strike: async () => {
        await ask(parts, `/api/sessions/${target.others.sessionId}/messages`, {
          headers: { authorization: `Bearer ${token}` },
        })
        await openAskingLine(target.url, '', { token }, heard).then(
          (line) => line.close(),
          () => undefined,
        )
      },
      close: async () => undefined,
    }
  },
}

const unsentFiles: Attack = {
  name: 'uploads begun 100 at once, and sent with no message',
  strikesPerSecond: 2,
  open: async (parts) => {
    const token = await tokenFor(weighty.patientId, 'patient')
    const content = Buffer.alloc(256 * 1024, 'x')
    const sha256 = Buffer.from(await crypto.subtle.digest('SHA-256', content)).toString('hex')
    const headers = { authorization: `Bearer ${token}` }
    const upload = async (index: number) => {
      const begun = await ask(parts, `/api/sessions/${weighty.sessionIds[0]}/attachments`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ name: `${index}.txt`, bytes: content.length, sha256 }),
      })
      const [, id] = /"id":"([^"]+)"/.exec(begun) ?? []
      if (id !== undefined)
        await ask(parts, `/api/attachments/${id}`, {
          method: 'PATCH',
          headers: { ...headers, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' },
          body: content,
        })
    }
    return {
      strike: async () => void (await Promise.allSettled(times(100, upload))),
      close: async () => undefined,
    }
  },
}

const manySockets: Attack = {
  name: '300 sockets of one user, each of which is told all',
  strikesPerSecond: 1,
  open: async ({ target, heard, random }) => {
    // Somebody else each time: what one user may begin in a minute would not last.
    const sessionId = pickOne(random, weighty.sessionIds) ?? ''
    const [userId = ''] = weighty.peersOf(sessionId)
    const token = await tokenFor(userId, 'patient')
    const lines: Awaited<ReturnType<typeof openAskingLine>>[] = []
    return {
      strike: async () => {
        const opened = await Promise.allSettled(
          times(Math.min(100, 300 - lines.length), () => openAskingLine(target.url, '', { token }, heard)),
        )
        for (const outcome of opened) if (outcome.status === 'fulfilled') lines.push(outcome.value)
        const [line] = lines
        line?.send('chat-message', { sessionId, message: `to all of mine ${v7()}` })
      },
      close: async () => void (await Promise.all(lines.map((line) => line.close()))),
    }
  },
}

export const limitAttacks: readonly Attack[] = [...[hiddenHandshakes, disputedTokens, unsentFiles, manySockets]]
