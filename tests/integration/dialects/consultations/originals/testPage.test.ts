import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asPayload, asText, type Payload, tokenWith } from '../../../../support/dialects/dialectClient.ts'
import { openPublished } from '../../../../support/dialects/publishedClient.ts'
import type { StartedRelay } from '../../../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../../../support/relay/start/startRelay.ts'
import { until } from '../../../../support/time/until.ts'

const textIn = (payload: unknown, field: string) =>
  typeof payload === 'object' && payload !== null ? asPayload(payload)[field] : undefined

/** The page of one person, with what the published one sends and reads, and the one line that it needs: `auth: { token }`. */
async function openPage(relay: StartedRelay, userId: string, role: string, name: string) {
  const lines: string[] = []
  const token = await tokenWith({ id: userId, role, name })
  const socket = await openPublished(relay.url, { auth: { token } }, (on) => {
    const heading = ({ user, doctor, sender }: Payload) =>
      asText(textIn(user, 'fullname') ?? textIn(doctor, 'name') ?? sender)
    on('new_message', (data) => lines.push(`${heading(data)}: ${asText(data.content)}`))
    on('user_joined', ({ consultationId }) => lines.push(`joined ${asText(consultationId)}`))
    on('user_left', ({ consultationId }) => lines.push(`left ${asText(consultationId)}`))
    on('error', ({ message }) => lines.push(`Error: ${asText(message)}`))
  })
  return { socket, lines }
}

describe.each([{ PUBLISHED_CLIENTS: '' }, { PUBLISHED_CLIENTS: 'consultations' }])(
  'the test page that the fifth system has published, with %j',
  (env) => {
    let relay: StartedRelay
    beforeAll(async () => {
      relay = await startRelay({ env })
      await relay.putSession('c1', {
        kind: 'consultation',
        participants: [
          { userId: 'pat', role: 'patient' },
          { userId: 'doc', role: 'clinician' },
        ],
      })
    })
    afterAll(() => relay.stop())

    it('does a day’s work, and heads each line with who wrote it', async () => {
      const pat = await openPage(relay, 'pat', 'user', 'Pat Patient')
      const doc = await openPage(relay, 'doc', 'doctor', 'Dora Doctor')
      pat.socket.emit('join_consultation', 'c1')
      await pat.socket.timeout(10_000).emitWithAck('join_consultation', 'c1')
      doc.socket.emit('join_consultation', 'c1')
      await until('the doctor is shown', () => pat.lines.includes('joined c1'))
      pat.socket.emit('send_message', { consultationId: 'c1', sender: 'user', content: 'My head hurts' })
      await until('it is shown', () => doc.lines.length > 0)
      doc.socket.emit('send_message', { consultationId: 'c1', sender: 'doctor', content: 'Since when?' })
      await until('the answer is shown', () => pat.lines.length === 3)
      for (const { lines } of [pat, doc])
        expect(lines.filter((line) => line !== 'joined c1')).toEqual([
          'Pat Patient: My head hurts',
          'Dora Doctor: Since when?',
        ])
      pat.socket.emit('send_message', { consultationId: 'no-such', sender: 'user', content: 'This should fail' })
      await until('it fails', () => pat.lines.includes('Error: Consultation not found'))
      doc.socket.emit('leave_consultation', 'c1')
      await until('the doctor has left', () => pat.lines.includes('left c1'))
    })

    it('takes messages of its kin, which leave who they are to the token, where that is set', async () => {
      const pat = await openPage(relay, 'pat', 'user', 'Pat Patient')
      const sent = { consultationId: 'c1', content: 'by my token', type: 'text', senderId: 'doc', receiverId: 'doc' }
      const answer = asPayload(await pat.socket.timeout(10_000).emitWithAck('send_message', sent))
      if (env.PUBLISHED_CLIENTS !== '') expect(answer).toMatchObject({ success: true })
      else expect(answer).toMatchObject({ error: 'consultationId, sender and content are required' })
    })
  },
)
