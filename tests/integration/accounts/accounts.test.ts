import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type StartedHttp, startHttp } from '../../support/relay/http/startHttp.ts'

let http: StartedHttp
beforeEach(async () => {
  http = await startHttp()
})
afterEach(async () => {
  await http.stop()
})

const ada = { name: 'Ada', role: 'clinician', email: 'ada@clinic.example', password: 'correct horse' }

async function putAda() {
  const token = await http.tokenOf('root', 'admin')
  return await http.call('PUT', '/api/users/ada', { token, body: ada })
}

const signIn = (password = ada.password) =>
  http.call('POST', '/api/auth/login', { body: { email: ada.email, password } })
const refresh = (refreshToken: string) => http.call('POST', '/api/auth/refresh', { body: { refreshToken } })

describe('sign-in over HTTP', () => {
  test('gives a token that opens the other routes until it expires, and a minute more for clocks that differ', async () => {
    await putAda()
    const { status, body } = await signIn()
    expect(status).toBe(200)
    expect(body.user).toEqual({ id: 'ada', name: 'Ada', role: 'clinician' })
    expect(body.expiresAt).toBe(http.clock.now() + 7_200_000)
    expect((await http.call('GET', '/api/sessions', { token: body.token })).status).toBe(200)
    http.clock.advance(7_200_000 + 60_000)
    const late = await http.call('GET', '/api/sessions', { token: body.token })
    expect(late).toMatchObject({ status: 401, body: { success: false, code: 'tokenExpired', retry: 'afterSignIn' } })
  })

  test('answers a wrong password and an unknown user with the same words', async () => {
    await putAda()
    const wrong = await signIn('wrong')
    const unknown = await http.call('POST', '/api/auth/login', { body: { email: 'eve@x.example', password: 'wrong' } })
    expect(wrong).toMatchObject({ status: 401, body: { success: false, code: 'unauthenticated' } })
    expect(unknown).toMatchObject({ status: wrong.status, body: wrong.body })
  })

  test('is slowed for whoever keeps guessing', async () => {
    await putAda()
    for (let n = 0; n < 10; n += 1) expect((await signIn('wrong')).status).toBe(401)
    expect(await signIn()).toMatchObject({ status: 429, body: { code: 'rateLimited', retry: 'later' } })
    http.clock.advance(2_000)
    expect((await signIn()).status).toBe(200)
  })

  test('is renewed with a refresh token; one that comes again after its successor was used revokes the family', async () => {
    await putAda()
    const first = (await signIn()).body
    const second = await refresh(first.refreshToken)
    expect(second.status).toBe(200)
    expect((await http.call('GET', '/api/sessions', { token: second.body.token })).status).toBe(200)
    const third = await refresh(second.body.refreshToken)
    expect(await refresh(first.refreshToken)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    expect((await refresh(third.body.refreshToken)).status).toBe(401)
  })

  test('is renewed with the same refresh token again after the answer was lost; the lost one then revokes the family', async () => {
    await putAda()
    const first = (await signIn()).body
    const lost = await refresh(first.refreshToken)
    const again = await refresh(first.refreshToken)
    expect(again.status).toBe(200)
    expect((await http.call('GET', '/api/sessions', { token: again.body.token })).status).toBe(200)
    const next = await refresh(again.body.refreshToken)
    expect(next.status).toBe(200)
    expect((await refresh(lost.body.refreshToken)).status).toBe(401)
    expect((await refresh(next.body.refreshToken)).status).toBe(401)
  })

  test('ends with a logout', async () => {
    await putAda()
    const { refreshToken } = (await signIn()).body
    const logout = await http.call('POST', '/api/auth/logout', { body: { refreshToken } })
    expect(logout).toMatchObject({ status: 200, body: { success: true } })
    expect((await refresh(refreshToken)).status).toBe(401)
  })
})

describe('routes that need a token', () => {
  test.each([
    ['PUT', '/api/users/u'],
    ['GET', '/api/sessions'],
    ['PUT', '/api/sessions/s'],
    ['GET', '/api/sessions/s/messages'],
    ['POST', '/api/sessions/s/messages'],
    ['POST', '/api/sync'],
    ['POST', '/api/watermarks'],
  ])('%s %s refuses before it looks at the body', async (method, path) => {
    const body = method === 'GET' ? undefined : '{ not json'
    for (const headers of [{}, { authorization: 'Bearer a.b.c' }, { authorization: 'Basic YTpi' }]) {
      const answer = await http.call(method, path, { headers, ...(body === undefined ? {} : { body }) })
      expect(answer).toMatchObject({ status: 401, body: { success: false, code: 'unauthenticated' } })
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
  })
})

describe('accounts over HTTP', () => {
  test('are made and changed by administrators, and answered without the password', async () => {
    const { status, body } = await putAda()
    expect(status).toBe(200)
    expect(body).toEqual({ id: 'ada', name: 'Ada', role: 'clinician', email: 'ada@clinic.example', schedule: [] })
  })

  test.each(['patient', 'clinician', 'support'] as const)('are not for a %s to change', async (role) => {
    const token = await http.tokenOf('ada', role)
    const answer = await http.call('PUT', '/api/users/ada', { token, body: { ...ada, role: 'admin' } })
    expect(answer).toMatchObject({ status: 403, body: { success: false, code: 'forbidden', retry: 'never' } })
  })

  test('with another password end the sign-ins of the user, and with the same do not', async () => {
    await putAda()
    const first = (await signIn()).body
    await putAda()
    const second = await refresh(first.refreshToken)
    expect(second.status).toBe(200)
    const token = await http.tokenOf('root', 'admin')
    await http.call('PUT', '/api/users/ada', { token, body: { ...ada, password: 'battery staple' } })
    expect(await refresh(second.body.refreshToken)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    expect((await signIn()).status).toBe(401)
    const again = await signIn('battery staple')
    expect((await refresh(again.body.refreshToken)).status).toBe(200)
  })

  test.each([
    ['name', { ...ada, name: '' }],
    ['role', { ...ada, role: 'doctor' }],
    ['email', { ...ada, email: 'nobody' }],
    ['password', { ...ada, password: 'short' }],
    ['timeZone', { ...ada, timeZone: 'Nowhere/Land' }],
    ['schedule.0.start', { ...ada, schedule: [{ dayOfWeek: 1, start: '9', end: '17:00' }] }],
  ])('are refused with the name of the wrong field: %s', async (field, body) => {
    const answer = await http.call('PUT', '/api/users/ada', { token: await http.tokenOf('root', 'admin'), body })
    expect(answer).toMatchObject({ status: 400, body: { success: false, code: 'invalid', retry: 'never' } })
    expect(answer.body.error.startsWith(`${field}: `)).toBe(true)
  })

  test('are refused when the email is taken, and when the id is none', async () => {
    await putAda()
    const token = await http.tokenOf('root', 'admin')
    const taken = await http.call('PUT', '/api/users/bob', { token, body: { ...ada, email: 'ADA@clinic.example' } })
    expect(taken).toMatchObject({ status: 409, body: { code: 'conflict' } })
    const noId = await http.call('PUT', '/api/users/a%20b', { token, body: ada })
    expect(noId).toMatchObject({ status: 400, body: { code: 'invalid' } })
    expect(noId.body.error).toMatch(/^id: /)
  })
})
