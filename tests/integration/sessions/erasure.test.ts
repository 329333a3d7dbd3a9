import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { tokensSchema } from '../../../src/shared/protocol/rest.ts'
import { connectDialect, tokenWith } from '../../support/dialects/dialectClient.ts'
import { connectNative, newEntryId } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

const password = 'a password for these tests'
const name = 'Ada Unmistakable'
const ada = { name, role: 'clinician', email: 'ada@unmistakable.example', password } as const

let relay: StartedRelay
let admin: string
beforeEach(async () => {
  relay = await startRelay()
  admin = await relay.tokenFor('root', 'admin')
  await relay.putUser('ada', ada)
  const participants = { pat: 'patient', ada: 'clinician', doc: 'clinician' } as const
  await relay.putSession('open', participants)
  await relay.putSession('over', participants)
})
afterEach(() => relay.stop())

async function call(method: string, path: string, token: string | undefined, body?: object) {
  const response = await fetch(new URL(path, relay.url), {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as unknown }
}
const signIn = () => call('POST', '/api/auth/login', undefined, { email: ada.email, password })
const erase = (token = admin, id = 'ada') => call('DELETE', `/api/users/${id}`, token)

describe('a person who is erased', () => {
  it('is out at once in every protocol, and comes in by no token and no password any more', async () => {
    const tokens = tokensSchema.parse((await signIn()).body)
    const native = await connectNative({ url: relay.url, token: tokens.token })
    const dialect = await connectDialect({ url: relay.url, auth: { token: tokens.token } })
    onTestFinished(() => {
      native.close()
      dialect.socket.close()
    })
    const ended = new Promise((resolve) => void dialect.socket.once('disconnect', resolve))
    expect(await erase()).toMatchObject({ status: 200, body: { sessions: 2 } })
    await Promise.all([native.ended, ended])
    expect((await call('GET', '/api/sessions', tokens.token)).status).toBe(401)
    expect((await call('POST', '/api/auth/refresh', undefined, { refreshToken: tokens.refreshToken })).status).toBe(401)
    expect((await signIn()).status).toBe(401)
    const later = await tokenWith({ userId: 'ada', role: 'doctor', iat: Math.floor(Date.now() / 1000) + 30 })
    expect((await call('GET', '/api/sessions', later)).status).toBe(401)
    await expect(connectNative({ url: relay.url, token: later })).rejects.toThrow('Token expired')
    expect(await call('PUT', '/api/users/ada', admin, { name: 'Another', role: 'clinician' })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    })
  })

  it('leaves open sessions where all see it, and stands in the record under a pseudonym, with what was said', async () => {
    const writer = await connectNative({ url: relay.url, token: await relay.tokenFor('ada', 'clinician', name) })
    const colleague = await connectNative({ url: relay.url, token: await relay.tokenFor('doc', 'clinician') })
    onTestFinished(() => {
      writer.close()
      colleague.close()
    })
    await writer.ask('session:claim', { id: newEntryId(), sessionId: 'open' })
    for (const sessionId of ['open', 'over']) {
      await writer.send(sessionId, 'take two a day')
      await writer.send(sessionId, 'a word among us', { thread: 'staff' })
    }
    await colleague.ask('session:transfer', { id: newEntryId(), sessionId: 'over', to: 'ada', reason: 'my shift ends' })
    await writer.ask('session:close', { id: newEntryId(), sessionId: 'over' })
    const erased = await erase()
    expect(erased.body).toEqual({
      pseudonym: expect.stringMatching(/^Deleted user \w{8}$/),
      sessions: 1,
      entries: expect.any(Number),
    })
    const { pseudonym } = erased.body as { pseudonym: string }
    await colleague.until('the colleague is told', () =>
      colleague.entries.some(
        ({ body }) => body.kind === 'membership' && body.change === 'left' && body.name === pseudonym,
      ),
    )
    const { body: exportOfOpen } = await call('GET', '/api/admin/sessions/open/export', admin)
    expect(exportOfOpen).not.toMatchObject({ session: { claimedBy: 'ada' } })
    const { body: exportOfOver } = await call('GET', '/api/admin/sessions/over/export', admin)
    expect(exportOfOver).toMatchObject({
      session: { participants: expect.arrayContaining([expect.objectContaining({ userId: 'ada', name: pseudonym })]) },
    })
    for (const record of [exportOfOpen, exportOfOver]) {
      expect(JSON.stringify(record)).not.toContain('nmistakable')
      expect(JSON.stringify(record)).toContain('take two a day')
      expect(JSON.stringify(record)).toContain('a word among us')
    }
  })

  it('is erased by administrators only, once known, and again without harm', async () => {
    for (const [id, role] of [
      ['doc', 'clinician'],
      ['sam', 'support'],
      ['ada', 'clinician'],
    ] as const)
      expect((await erase(await relay.tokenFor(id, role))).status).toBe(403)
    expect((await signIn()).status).toBe(200)
    expect(await erase(admin, 'nobody')).toMatchObject({ status: 404, body: { code: 'notFound' } })
    expect((await erase(admin, 'rounds')).status).toBe(403)
    const first = await erase()
    expect(await erase()).toMatchObject({
      status: 200,
      body: { pseudonym: (first.body as { pseudonym: string }).pseudonym, sessions: 0 },
    })
  })
})
