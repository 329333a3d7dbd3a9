import { afterEach, beforeEach, expect, it } from 'vitest'
import { connectNative } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { httpUser, onePixelPng } from '../../support/relay/uploadFile.ts'
import { until } from '../../support/time/until.ts'

let relay: StartedRelay
beforeEach(async () => {
  relay = await startRelay()
  await relay.putSession('s1', {
    kind: 'visit',
    participants: [
      { userId: 'pat', role: 'patient' },
      { userId: 'doc', role: 'clinician' },
    ],
  })
})
afterEach(() => relay.stop())

const measure = async () => await (await fetch(`${relay.url}/metrics`)).text()
const measured = (text: string, name: string) =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length + 1) ?? Number.NaN,
  )

it('tells connections in all and by role, sessions by kind, presence, messages, and forgets who has left', async () => {
  const doc = await connectNative({ url: relay.url, token: await relay.tokenFor('doc', 'clinician') })
  const pat = await connectNative({ url: relay.url, token: await relay.tokenFor('pat', 'patient') })
  await pat.send('s1', 'one')
  await pat.send('s1', 'two')
  const user = await httpUser(relay, 'pat', 'patient')
  const { id } = await user.upload('s1', onePixelPng)
  await user.postJson('/api/sessions/s1/messages', { text: '', type: 'image', attachments: [id] })
  const during = await measure()
  expect(measured(during, 'rounds_connections')).toBe(2)
  expect(measured(during, 'rounds_connections_by_role{role="clinician"}')).toBe(1)
  expect(measured(during, 'rounds_connections_by_role{role="patient"}')).toBe(1)
  expect(measured(during, 'rounds_sessions_active{kind="visit"}')).toBe(1)
  expect(measured(during, 'rounds_presence{status="online"}')).toBe(2)
  expect(measured(during, 'rounds_calls_active')).toBe(0)
  expect(measured(during, 'rounds_messages_total{type="text"}')).toBe(2)
  expect(measured(during, 'rounds_messages_total{type="image"}')).toBe(1)
  expect(measured(during, 'rounds_entries_appended_total')).toBe(6)
  expect(measured(during, 'process_resident_memory_bytes')).toBeGreaterThan(1_000_000)

  doc.close()
  await until('the clinician has left', async () => measured(await measure(), 'rounds_connections') === 1)
  const after = await measure()
  expect(measured(after, 'rounds_connections_by_role{role="clinician"}')).toBeNaN()
  expect(measured(after, 'rounds_presence{status="offline"}')).toBe(1)
  expect(after).not.toContain('pat"')
  pat.close()
})

it('tells what was refused because there was too much of it', async () => {
  await relay.stop()
  relay = await startRelay({ env: { RATE_LIMIT_FACTOR: '0.001' } })
  const token = await relay.tokenFor('doc', 'clinician')
  const headers = { authorization: `Bearer ${token}` }
  for (let asked = 0; asked < 4; asked++) await fetch(`${relay.url}/api/sessions`, { headers })
  expect(measured(await measure(), 'rounds_rate_limited_total{limit="requestAsUser"}')).toBe(1)
})
