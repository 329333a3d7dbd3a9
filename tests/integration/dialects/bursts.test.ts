import { expect, it, onTestFinished } from 'vitest'
import { asPayload, connectDialect, type Payload, tokenWith } from '../../support/dialects/dialectClient.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { until } from '../../support/time/until.ts'

it('a burst beyond what waits is refused as rateLimited, each to who asks, and the connection goes on', async () => {
  const relay = await startRelay()
  onTestFinished(() => relay.stop())
  await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
  const pat = await connectDialect({
    url: relay.url,
    auth: { token: await tokenWith({ userId: 'pat', role: 'patient' }) },
  })
  onTestFinished(pat.close)
  await pat.ask('join-session', 's1')
  const count = 1_600
  const answers: Payload[] = []
  for (let index = 0; index < count; index += 1)
    pat.socket.emit('chat-message', { sessionId: 's1', message: `${index}` }, (answer: unknown) =>
      answers.push(asPayload(answer)),
    )
  await until('all are answered', () => answers.length === count, 60_000)
  const refused = answers.filter(({ success }) => success === false)
  for (const answer of refused) expect(answer).toMatchObject({ code: 'rateLimited', retry: 'later' })
  expect(answers.length - refused.length).toBeGreaterThanOrEqual(1_000)
  expect(pat.socket.connected).toBe(true)
  expect(await pat.ask('chat-message', { sessionId: 's1', message: 'and on it goes' })).toMatchObject({ success: true })
  // What was taken was stored, each once and in order.
  const heard = pat.of('chat-message').map(({ message }) => message)
  expect(heard.length).toBe(count - refused.length + 1)
  expect(new Set(heard).size).toBe(heard.length)
}, 90_000)
