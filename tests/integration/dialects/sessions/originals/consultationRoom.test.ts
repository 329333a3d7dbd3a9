import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asPayload, asPayloads, asText, type Payload, tokenWith } from '../../../../support/dialects/dialectClient.ts'
import { askRest, openPublished } from '../../../../support/dialects/publishedClient.ts'
import type { StartedRelay } from '../../../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../../../support/relay/start/startRelay.ts'
import { until } from '../../../../support/time/until.ts'

const path = '/api/telemedicine/sessions/6650f0c2a1b2c3d4e5f60718/chat'
const sessionId = '6650f0c2a1b2c3d4e5f60718'

/** The room of one person, with what the published one sends and reads, and the one line that it needs: `auth: { token }`. */
async function openRoom(relay: StartedRelay, userId: string, role: string, name: string) {
  const token = await tokenWith({ userId, role, name })
  const lines: Payload[] = []
  const socket = await openPublished(relay.url, { auth: { token }, transports: ['websocket', 'polling'] }, (on) =>
    on('chat-message', (message) => lines.push(message)),
  )
  await socket.timeout(10_000).emitWithAck('join-session', sessionId)
  return {
    ...{ socket, lines, token },
    texts: () => lines.map(({ message }) => message),
    send: (message: string, encrypted: boolean) => {
      const sent = { senderId: userId, senderName: name, message, encrypted, timestamp: new Date().toISOString() }
      lines.push(sent)
      socket.emit('chat-message', { sessionId, ...sent })
    },
  }
}

describe('the consultation room that the first system has published', () => {
  let relay: StartedRelay
  beforeAll(async () => {
    relay = await startRelay({ env: { PUBLISHED_CLIENTS: 'sessions' } })
    await relay.putSession(sessionId, { pat: 'patient', nina: 'clinician' })
  })
  afterAll(() => relay.stop())

  it('does a day’s work: plain and encrypted, nothing twice, saved and polled over REST', async () => {
    const pat = await openRoom(relay, 'pat', 'patient', 'Pat')
    const nurse = await openRoom(relay, 'nina', 'nurse', 'Nina')
    pat.send('not encrypted', false)
    await until('the nurse has it', () => nurse.lines.length === 1)
    expect(nurse.lines[0]).toMatchObject({ message: 'not encrypted', encrypted: false, senderName: 'Pat' })
    nurse.send('QUJD+/=', true)
    await until('the patient has it', () => pat.lines.length === 2)
    expect(pat.lines[1]).toMatchObject({ message: 'QUJD+/=', encrypted: true, senderId: 'nina' })

    const saved = await askRest(relay.url, pat.token, 'POST', path, {
      ...{ encryptedMessage: 'REVG<b>', encrypted: true },
      ...{ senderId: 'nina', senderName: 'Somebody else', timestamp: new Date(0).toISOString() },
    })
    expect(saved).toMatchObject({ status: 200, body: { success: true, data: { senderId: 'pat', encrypted: true } } })
    await until('the nurse has that too', () => nurse.texts().includes('REVG<b>'))
    const polled = await askRest(relay.url, nurse.token, 'GET', path)
    const messages = asPayloads(asPayload(polled.body.data).messages)
    expect(messages.map(({ message, encrypted, senderId }) => [message, encrypted, senderId])).toEqual([
      ['not encrypted', false, 'pat'],
      ['QUJD+/=', true, 'nina'],
      ['REVG<b>', true, 'pat'],
    ])
    // What was pushed has the fields of what is polled.
    for (const field of ['id', 'sessionId', 'senderId', 'senderName', 'senderRole', 'timestamp'])
      expect(asText(nurse.lines[0]?.[field])).toBe(messages[0]?.[field])
    expect(pat.texts()).toEqual(['not encrypted', 'QUJD+/=', 'REVG<b>'])
    expect(nurse.texts()).toEqual(['not encrypted', 'QUJD+/=', 'REVG<b>'])
  })
})
