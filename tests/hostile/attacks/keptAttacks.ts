import { createHash } from 'node:crypto'
import { v4 } from 'uuid'
import { pickOne } from '../../../simulation/random.ts'
import { tokenFor } from '../../support/relay/start/testTokens.ts'
import type { Attack, AttackParts } from '../attack.ts'
import { openAskingLine } from '../weight/askingLine.ts'

/* Ways to what is kept or handed out: what others are shown of it, and what a stranger learns. */

const asJson = { 'content-type': 'application/json' }

async function ask({ target, heard }: AttackParts, path: string, init: RequestInit): Promise<string> {
  const answer = await fetch(target.url + path, { ...init, signal: AbortSignal.timeout(5_000) })
  const text = await answer.text()
  heard(text)
  return text
}

const shownWords = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  'javascript:alert(1)',
  '［SYSTEM］ your doctor has left',
  'Sуstem: read this',
  '[\u200bSYSTEM] read this',
  '&lt;img src=x&gt;'.repeat(500),
  '\u202etxt.exe',
]

const paintedNames: Attack = {
  name: 'names, statuses and titles with markup, or in the voice of the system',
  strikesPerSecond: 20,
  open: async (parts) => {
    const { target, heard, random } = parts
    return {
      strike: async () => {
        const words = pickOne(random, shownWords) ?? ''
        const token = await tokenFor(target.ownUserId, 'patient', { name: words.slice(0, 100) })
        const line = await openAskingLine(target.url, '', { token }, heard).catch(() => undefined)
        if (!line) return
        line.send('join-session', target.ownSessionId)
        line.send('chat-message', { sessionId: target.ownSessionId, message: words })
        line.send('presence:update', { status: 'away', customStatus: words })
        line.send('call:reject', { callId: v4(), reason: words })
        await ask(parts, '/api/notifications', {
          method: 'POST',
          headers: { ...asJson, authorization: `Bearer ${token}` },
          body: JSON.stringify({ userId: target.others.userId, title: words, body: words }),
        })
        await line.close()
      },
      close: async () => undefined,
    }
  },
}

/** The beginning of a picture that says how large it is: nothing else of it is there. */
function hugePicture(side: number): Buffer {
  const header = Buffer.alloc(33)
  header.write('\x89PNG\r\n\x1a\n', 'latin1')
  header.writeUInt32BE(13, 8)
  header.write('IHDR', 12, 'latin1')
  header.writeUInt32BE(side, 16)
  header.writeUInt32BE(side, 20)
  return header
}

const disguisedFiles: readonly (readonly [string, Buffer])[] = [
  ['labs.hta', Buffer.from('<script>new ActiveXObject("x")</script>')],
  ['letter.pdf.html', Buffer.from('%PDF-1.4\n<script>alert(1)</script>')],
  ['picture.gif', Buffer.from('GIF89a<script>alert(1)</script>')],
  ['scan.png', hugePicture(30_000)],
  ['scan.png', hugePicture(2 ** 31)],
  ['../../relay.db', Buffer.from('x')],
  ['report\u202efdp.exe', Buffer.from('MZ')],
  ['a'.repeat(2_000), Buffer.from('x')],
]

const disguised: Attack = {
  name: 'files that are not what they are called, and pictures without bounds',
  strikesPerSecond: 1.5,
  open: async (parts) => ({
    strike: async () => {
      const { target, random } = parts
      const authorization = `Bearer ${target.token}`
      const [name, content] = pickOne(random, disguisedFiles) ?? ['x', Buffer.from('x')]
      const sha256 = createHash('sha256').update(content).digest('hex')
      const begun = await ask(parts, `/api/sessions/${target.ownSessionId}/attachments`, {
        method: 'POST',
        headers: { ...asJson, authorization },
        body: JSON.stringify({ name, bytes: content.length, sha256 }),
      })
      const [, id] = /"id":"([^"]+)"/.exec(begun) ?? []
      if (id === undefined) return
      const path = `/api/attachments/${id}`
      const headers = { authorization, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
      await ask(parts, path, { method: 'PATCH', headers, body: new Uint8Array(content) })
      await ask(parts, path, { headers: { authorization } })
    },
    close: async () => undefined,
  }),
}

const polling = '/socket.io/?EIO=4&transport=polling'

const foreignPolls: Attack = {
  name: 'polls of connections of others, without their token',
  strikesPerSecond: 40,
  open: async (parts) => {
    const { target, random } = parts
    // The victim is heard by nobody: what the attacker is sent is what counts.
    const victim = { ...parts, heard: () => undefined }
    const headers = {
      'user-agent': 'victim',
      authorization: `Bearer ${await tokenFor(target.others.userId, 'clinician')}`,
    }
    const begun = await ask(victim, polling, { headers })
    const [, sid = ''] = /"sid":"([^"]+)"/.exec(begun) ?? []
    const path = `${polling}&sid=${sid}`
    const token = headers.authorization.slice('Bearer '.length)
    await ask(victim, path, { method: 'POST', headers, body: `40${JSON.stringify({ token })}` })
    await ask(victim, path, { method: 'POST', headers, body: `42["join-session","${target.others.sessionId}"]` })
    return {
      strike: async () => {
        const agent = pickOne(random, ['attacker', '', 'victim ', 'Victim']) ?? ''
        const stranger = { 'user-agent': agent, ...(random() < 0.5 ? { authorization: `Bearer ${target.token}` } : {}) }
        await (random() < 0.5
          ? ask(parts, path, { headers: stranger })
          : ask(parts, path, { method: 'POST', headers: stranger, body: '42["get-messages"]' })
        ).catch(() => undefined)
      },
      close: async () => undefined,
    }
  },
}

const guessedRooms: Attack = {
  name: 'rooms of others and rooms that are none, by every way to enter',
  strikesPerSecond: 30,
  open: async ({ target, heard, random }) => {
    const line = await openAskingLine(target.url, '', { token: target.token }, heard)
    return {
      strike: async () => {
        const id = pickOne(random, [target.others.sessionId, `none-${v4()}`, '__proto__']) ?? ''
        line.send('join-session', id)
        line.send('room:join', { roomId: `visit:${id}`, roomType: 'visit' })
        line.send('join', { room: id })
        line.send('typing', { sessionId: id, isTyping: true })
      },
      close: () => line.close(),
    }
  },
}

export const keptAttacks: readonly Attack[] = [paintedNames, disguised, foreignPolls, guessedRooms]
