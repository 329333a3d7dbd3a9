import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type StartedHttp, startHttp } from '../../support/relay/http/startHttp.ts'

let http: StartedHttp
let admin: string
let ada: string
beforeEach(async () => {
  http = await startHttp()
  admin = await http.tokenOf('root', 'admin')
  ada = await http.tokenOf('ada', 'clinician', 'Ada')
  await putSession('s1')
  await putSession('s2')
})
afterEach(async () => {
  await http.stop()
})

const participants = [
  { userId: 'ada', role: 'clinician' },
  { userId: 'pat', role: 'patient' },
]
const minuteMs = 60_000
const newKey = () => randomBytes(32).toString('base64url')
const putSession = (id: string, more: object = {}) =>
  http.call('PUT', `/api/sessions/${id}`, { token: admin, body: { kind: 'visit', participants, ...more } })
const invite = (token: string, id = 's1', body?: object) =>
  http.call('POST', `/api/sessions/${id}/invitations`, { token, ...(body && { body }) })
const exchange = (invitation: string, key = newKey()) =>
  http.call('POST', '/api/invitations/exchange', { body: { invitation, key } })
const renew = (invitationId: string, key: string) =>
  http.call('POST', '/api/invitations/renew', { body: { invitationId, key } })

async function invitationTo(id = 's1', body?: object): Promise<string> {
  const { url } = (await invite(ada, id, body)).body
  return new URL(url).hash.slice(1)
}

describe('an invitation', () => {
  test('is a link with the invitation behind the hash, good for an hour unless asked otherwise', async () => {
    const { status, body } = await invite(ada)
    expect(status).toBe(200)
    expect(body.url).toMatch(/^https:\/\/relay\.example\/visit\/#[\w.-]+$/)
    expect(body.expiresAt).toBe(http.clock.now() + 60 * minuteMs)
    const longer = await invite(admin, 's1', { lifeMinutes: 600 })
    expect(longer.body.expiresAt).toBe(http.clock.now() + 600 * minuteMs)
  })

  test('is made by administrators and clinicians of the session only', async () => {
    expect((await invite(admin)).status).toBe(200)
    const eve = await http.tokenOf('eve', 'clinician')
    expect(await invite(eve)).toMatchObject({ status: 404, body: { code: 'notFound' } })
    const pat = await http.tokenOf('pat', 'patient')
    expect(await invite(pat)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    await putSession('s1', { participants: [...participants, { userId: 'sam', role: 'support' }] })
    const sam = await http.tokenOf('sam', 'support')
    expect(await invite(sam)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect((await http.call('POST', '/api/sessions/s1/invitations')).status).toBe(401)
  })

  test('names a patient of the session', async () => {
    expect((await invite(ada, 's1', { userId: 'ada' })).body.error).toBe('userId: the session has no such patient')
    await putSession('s1', { participants: [...participants, { userId: 'kim', role: 'patient' }] })
    expect((await invite(ada)).body).toMatchObject({
      code: 'invalid',
      error: expect.stringMatching(/^userId: .*several/),
    })
    const { body } = await exchange(await invitationTo('s1', { userId: 'kim' }))
    expect(body.user).toEqual({ id: 'kim', name: 'kim' })
    expect((await invite(ada, 's1', { lifeMinutes: 0 })).body.error).toMatch(/^lifeMinutes: /)
  })

  test('is exchanged for a token of the patient in that session', async () => {
    const { status, body } = await exchange(await invitationTo())
    expect(status).toBe(200)
    expect(body).toMatchObject({ sessionId: 's1', user: { id: 'pat' }, expiresAt: http.clock.now() + 15 * minuteMs })
    const sent = await http.call('POST', '/api/sessions/s1/messages', { token: body.token, body: { text: 'hello' } })
    expect(sent.status).toBe(200)
    const { messages } = (await http.call('GET', '/api/sessions/s1/messages', { token: ada })).body
    expect(messages).toMatchObject([{ senderId: 'pat', senderRole: 'patient', text: 'hello' }])
  })

  test('belongs to the page that came first; the same page may ask again, another is refused', async () => {
    const invitation = await invitationTo()
    const key = newKey()
    expect((await exchange(invitation, key)).status).toBe(200)
    expect((await exchange(invitation, key)).status).toBe(200)
    expect(await exchange(invitation)).toMatchObject({ status: 409, body: { code: 'conflict', retry: 'never' } })
  })

  test('is given to one of two pages that come at once', async () => {
    const invitation = await invitationTo()
    const answers = await Promise.all([exchange(invitation), exchange(invitation), exchange(invitation)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  })

  test('ends when a newer one is made for the same patient, also once it was opened', async () => {
    const key = newKey()
    const opened = (await exchange(await invitationTo(), key)).body
    const unopened = await invitationTo()
    expect(await renew(opened.invitationId, key)).toMatchObject({
      status: 409,
      body: { code: 'sessionClosed', error: expect.stringContaining('newer one') },
    })
    const asOpened = { token: opened.token, body: { text: 'not from pat' } }
    expect((await http.call('POST', '/api/sessions/s1/messages', asOpened)).status).toBe(401)
    const newest = await invitationTo()
    expect((await exchange(unopened)).body.code).toBe('sessionClosed')
    expect((await exchange(newest)).status).toBe(200)
    // Of another session, nothing.
    await invitationTo('s2')
    expect((await exchange(newest)).status).toBe(409)
  })

  test('whose link is opened shows in the staff thread, once, with the place, and to nobody else', async () => {
    const staff = () =>
      http.events.flatMap((event) => (event.kind === 'entry' && event.entry.thread === 'staff' ? [event.entry] : []))
    const invitation = await invitationTo()
    expect(staff()).toEqual([])
    const key = newKey()
    const { invitationId, token } = (await exchange(invitation, key)).body
    await exchange(invitation, key)
    await exchange(invitation)
    await renew(invitationId, key)
    expect(staff()).toMatchObject([
      {
        sessionId: 's1',
        at: http.clock.now(),
        senderId: 'rounds',
        body: { kind: 'message', text: expect.stringContaining('The link for pat was opened, from 127.0.0.0/24') },
      },
    ])
    const { messages } = (await http.call('GET', '/api/sessions/s1/messages', { token })).body
    expect(messages).toEqual([])
  })

  test('is listed for who may invite: whose it is, whether opened, whether taken back', async () => {
    const list = (token: string) => http.call('GET', '/api/sessions/s1/invitations', { token })
    const { token } = (await exchange(await invitationTo())).body
    await invitationTo()
    const { invitations } = (await list(ada)).body
    expect(invitations).toMatchObject([
      { userId: 'pat', opened: true, revoked: true },
      { userId: 'pat', opened: false, revoked: false, expiresAt: http.clock.now() + 60 * minuteMs },
    ])
    expect((await list(await http.tokenOf('eve', 'clinician'))).status).toBe(404)
    expect((await list(await http.tokenOf('pat', 'patient'))).status).toBe(403)
    expect((await list(token)).status).toBe(401)
  })

  test('that went to the wrong person is taken back, opened or not, without closing the session', async () => {
    const revoke = (token: string, query = '') => http.call('DELETE', `/api/sessions/s1/invitations${query}`, { token })
    const key = newKey()
    const opened = (await exchange(await invitationTo(), key)).body
    const eve = await http.tokenOf('eve', 'clinician')
    expect((await revoke(eve)).status).toBe(404)
    expect((await revoke(await http.tokenOf('pat', 'patient'))).status).toBe(403)
    expect((await revoke(opened.token)).status).toBe(403)
    expect((await revoke(ada, '?userId=kim')).body).toEqual({ revoked: 0 })
    expect((await renew(opened.invitationId, key)).status).toBe(200)
    expect((await revoke(ada, '?userId=pat')).body).toEqual({ revoked: 1 })
    expect((await revoke(ada)).body).toEqual({ revoked: 0 })
    expect((await renew(opened.invitationId, key)).body.code).toBe('sessionClosed')
    expect((await http.call('GET', '/api/sessions/s1/messages', { token: opened.token })).status).toBe(401)
    expect((await http.call('GET', '/api/sessions', { token: ada })).body.sessions).toMatchObject([
      { id: 's1', active: true },
      { id: 's2', active: true },
    ])
    expect((await exchange(await invitationTo())).status).toBe(200)
  })

  test('ends after its time, and with its session', async () => {
    const invitation = await invitationTo()
    http.clock.advance(60 * minuteMs)
    expect(await exchange(invitation)).toMatchObject({ status: 401, body: { code: 'tokenExpired' } })
    await putSession('s2', { expiresAt: http.clock.now() + 10 * minuteMs })
    const short = await invite(ada, 's2')
    expect(short.body.expiresAt).toBe(http.clock.now() + 10 * minuteMs)
  })

  test('is refused when it is forged, cut, or a token of another kind', async () => {
    const invitation = await invitationTo()
    const other = await startHttp()
    const [header, claims] = invitation.split('.')
    const forged = [invitation.slice(0, -2), `${header}.${claims}.`, 'nothing', ada, '../../etc']
    const { token } = (await exchange(await invitationTo())).body
    for (const text of [...forged, token])
      expect(await exchange(text), text).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    await other.call('PUT', '/api/sessions/s1', {
      token: await other.tokenOf('root', 'admin'),
      body: { kind: 'visit', participants },
    })
    const elsewhere = await other.call('POST', '/api/sessions/s1/invitations', {
      token: await other.tokenOf('root', 'admin'),
    })
    await other.stop()
    expect((await exchange(new URL(elsewhere.body.url).hash.slice(1))).status).toBe(401)
    expect((await exchange(invitation, 'short')).body.error).toMatch(/^key: /)
  })

  test('is of no use while the session is closed, and holds again for its page when it is opened again', async () => {
    const unused = await invitationTo()
    const used = await invitationTo()
    const key = newKey()
    const { invitationId, token } = (await exchange(used, key)).body
    await putSession('s1', { active: false })
    expect(await invite(ada)).toMatchObject({ status: 409, body: { code: 'sessionClosed' } })
    expect(await exchange(unused)).toMatchObject({ status: 409, body: { code: 'sessionClosed' } })
    expect(await exchange(used, key)).toMatchObject({ status: 409, body: { code: 'sessionClosed' } })
    expect(await renew(invitationId, key)).toMatchObject({ status: 409, body: { code: 'sessionClosed' } })
    expect((await http.call('GET', '/api/sessions/s1/messages', { token })).status).toBe(401)
    await putSession('s1', { active: true })
    const renewed = await renew(invitationId, key)
    expect(renewed.status).toBe(200)
    expect((await http.call('GET', '/api/sessions/s1/messages', { token: renewed.body.token })).status).toBe(200)
    expect((await http.call('GET', '/api/sessions/s1/messages', { token })).status).toBe(200)
    expect(await exchange(used)).toMatchObject({ status: 409, body: { code: 'conflict' } })
  })

  test('is of no more use when its patient no longer takes part', async () => {
    const key = newKey()
    const { invitationId, token } = (await exchange(await invitationTo(), key)).body
    await putSession('s1', { participants: [{ userId: 'ada', role: 'clinician' }] })
    expect((await renew(invitationId, key)).body.code).toBe('sessionClosed')
    expect((await http.call('GET', '/api/sessions/s1/messages', { token })).status).toBe(401)
  })

  test('leaves nothing of itself in the log', async () => {
    const invitation = await invitationTo()
    const key = newKey()
    const { token, invitationId } = (await exchange(invitation, key)).body
    await renew(invitationId, key)
    await exchange(invitation)
    await exchange(`${invitation}x`)
    for (const secret of [invitation, key, token]) expect(http.logged()).not.toContain(secret)
  })
})

describe('the token of an invited patient', () => {
  const read = (path: string, token: string, method = 'GET', body?: object) =>
    http.call(method, path, { token, ...(body && { body }) })

  test('is renewed by its own page for as long as the session is active', async () => {
    const key = newKey()
    const { invitationId, token } = (await exchange(await invitationTo(), key)).body
    http.clock.advance(24 * 60 * minuteMs)
    const old = await read('/api/sessions/s1/messages', token)
    expect(old).toMatchObject({ status: 401, body: { code: 'tokenExpired', retry: 'afterSignIn' } })
    const next = await renew(invitationId, key)
    expect(next.status).toBe(200)
    expect((await read('/api/sessions/s1/messages', next.body.token)).status).toBe(200)
    expect(await renew(invitationId, newKey())).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
  })

  test('opens no other session, not even one of the same patient', async () => {
    const { token } = (await exchange(await invitationTo())).body
    expect((await read('/api/sessions/s2/messages', token)).status).toBe(404)
    expect((await read('/api/sessions/s2/messages', token, 'POST', { text: 'hello' })).status).toBe(404)
    const { sessions } = (await read('/api/sync', token, 'POST', { scope: 'all', cursors: [] })).body
    expect(sessions.map(({ id }: { id: string }) => id)).toEqual(['s1'])
  })

  test('does nothing but take part', async () => {
    const { token } = (await exchange(await invitationTo())).body
    expect((await read('/api/sessions/s1/invitations', token, 'POST', {})).status).toBe(403)
    expect((await read('/api/sessions', token)).status).toBe(403)
    expect((await read('/api/users/pat', token, 'PUT', { name: 'P', role: 'admin' })).status).toBe(403)
    expect((await read('/api/sessions/s1', token, 'PUT', { kind: 'visit', participants: [] })).status).toBe(403)
  })
})
