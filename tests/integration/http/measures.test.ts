import { afterEach, beforeEach, expect, test } from 'vitest'
import { type StartedHttp, startHttp } from '../../support/relay/http/startHttp.ts'

let http: StartedHttp
beforeEach(async () => {
  http = await startHttp()
})
afterEach(async () => {
  await http.stop()
})

test('the relay measures its connections, appends and requests', async () => {
  const token = await http.tokenOf('root', 'admin')
  const participants = [{ userId: 'root', role: 'admin' }]
  await http.call('PUT', '/api/sessions/private-id', { token, body: { kind: 'chat', participants } })
  await http.call('POST', '/api/sessions/private-id/messages', { token, body: { text: 'x' } })
  const { body } = await http.call('GET', '/metrics')
  expect(body).toMatch(/^rounds_connections 3$/m)
  expect(body).toMatch(/^rounds_entries_appended_total 3$/m)
  expect(body).toMatch(/^rounds_append_batch_entries_count 1$/m)
  expect(body).toMatch(
    /^rounds_http_request_duration_seconds_count\{method="POST",route="\/api\/sessions\/:id\/messages",status="200"\} 1$/m,
  )
  expect(body).not.toContain('private-id')
})
