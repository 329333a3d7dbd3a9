import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { syncPullAckSchema } from '../../../src/shared/protocol/sync.ts'
import { type StartedHttp, startHttp } from '../../support/relay/http/startHttp.ts'

let http: StartedHttp
let admin: string
let ada: string
let pat: string
let eve: string
beforeEach(async () => {
  http = await startHttp()
  admin = await http.tokenOf('root', 'admin')
  ada = await http.tokenOf('ada', 'clinician', 'Ada')
  pat = await http.tokenOf('pat', 'patient', 'Pat')
  eve = await http.tokenOf('eve', 'clinician', 'Eve')
})
afterEach(async () => {
  await http.stop()
})

const session = {
  kind: 'telemedicine',
  participants: [
    { userId: 'ada', role: 'clinician' },
    { userId: 'pat', role: 'patient' },
  ],
}
const putSession = (id = 's1', body: object = session, token = admin) =>
  http.call('PUT', `/api/sessions/${id}`, { token, body })
const post = (token: string, body: object, id = 's1') =>
  http.call('POST', `/api/sessions/${id}/messages`, { token, body })
const history = (token: string, query = '', id = 's1') =>
  http.call('GET', `/api/sessions/${id}/messages${query}`, { token })
const textsOf = (answer: { body: { messages: { text: string }[] } }) => answer.body.messages.map(({ text }) => text)

describe('sessions over HTTP', () => {
  test('are made by administrators, and consoles that are connected hear of it', async () => {
    const { status, body } = await putSession()
    expect(status).toBe(200)
    expect(body.session).toMatchObject({ id: 's1', kind: 'telemedicine', active: true })
    expect(http.events.some((event) => event.kind === 'session' && event.record.id === 's1')).toBe(true)
    expect((await putSession('s2', session, ada)).status).toBe(403)
  })

  test('are listed for those who take part', async () => {
    await putSession('s1')
    await putSession('s2', { ...session, participants: [{ userId: 'eve', role: 'clinician' }] })
    const idsFor = async (token: string) =>
      (await http.call('GET', '/api/sessions', { token })).body.sessions.map(({ id }: { id: string }) => id)
    expect(await idsFor(ada)).toEqual(['s1'])
    expect(await idsFor(eve)).toEqual(['s2'])
    expect(await idsFor(admin)).toEqual(['s1', 's2'])
  })

  test('are refused with the name of the wrong field', async () => {
    const badRole = await putSession('s1', { ...session, participants: [{ userId: 'ada', role: 'nurse' }] })
    expect(badRole).toMatchObject({ status: 400, body: { code: 'invalid' } })
    expect(badRole.body.error).toMatch(/^participants\.0\.role: /)
    expect((await putSession('s1', { ...session, patient: { name: 'P' } })).body.error).toMatch(/^patient\.birthDate: /)
    expect((await putSession('a%2Fb')).body.error).toMatch(/^id: /)
  })
})

describe('messages over HTTP', () => {
  beforeEach(async () => {
    await putSession()
  })

  test('are stored once for each id, however often they are posted', async () => {
    const id = randomUUID()
    const first = await post(ada, { id, text: 'Good morning' })
    expect(first).toMatchObject({ status: 200, body: { id, at: http.clock.now() } })
    http.clock.advance(5_000)
    const again = await post(ada, { id, text: 'Good morning' })
    expect(again.body).toEqual(first.body)
    expect(textsOf(await history(pat))).toEqual(['Good morning'])
    expect(await post(ada, { id, text: 'Good evening' })).toMatchObject({ status: 409, body: { code: 'conflict' } })
  })

  test('without an id get one, and are told to consoles that are connected', async () => {
    const { body } = await post(pat, { text: 'Hello' })
    expect(body.id).toMatch(/^[0-9a-f-]{36}$/)
    expect(http.events.some((event) => event.kind === 'entry' && event.entry.id === body.id)).toBe(true)
  })

  test('are read in pages, ascending, without the other entries of the log', async () => {
    for (let n = 1; n <= 12; n += 1) await post(ada, { text: `message ${n}` })
    const all = (await history(ada, '?limit=200')).body.messages
    const seqs = all.map(({ seq }: { seq: number }) => seq)
    expect(all).toHaveLength(12)
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
    expect(seqs[0]).toBeGreaterThan(1)
    expect(all[0]).toEqual({
      id: all[0].id,
      sessionId: 's1',
      thread: 'care',
      seq: seqs[0],
      senderId: 'ada',
      senderName: 'Ada',
      senderRole: 'clinician',
      type: 'text',
      text: 'message 1',
      at: http.clock.now(),
    })
    expect(textsOf(await history(ada, '?limit=3'))).toEqual(['message 10', 'message 11', 'message 12'])
    expect(textsOf(await history(ada, `?limit=2&after=${seqs[3]}`))).toEqual(['message 5', 'message 6'])
    expect(textsOf(await history(ada, `?limit=2&before=${seqs[3]}`))).toEqual(['message 2', 'message 3'])
    expect(textsOf(await history(ada, `?after=${seqs[1]}&before=${seqs[4]}`))).toEqual(['message 3', 'message 4'])
  })

  test('of the staff thread are not for the patient', async () => {
    await post(ada, { thread: 'staff', text: 'a note' })
    expect(textsOf(await history(ada, '?thread=staff'))).toEqual(['a note'])
    expect(textsOf(await history(pat))).toEqual([])
    const unknown = await history(pat, '', 'nowhere')
    expect(await history(pat, '?thread=staff')).toMatchObject({ status: 404, body: unknown.body })
    expect((await post(pat, { thread: 'staff', text: 'x' })).status).toBe(404)
  })

  test('of a session of others look the same as those of one that does not exist', async () => {
    const unknown = await history(eve, '', 'nowhere')
    expect(unknown).toMatchObject({ status: 404, body: { success: false, code: 'notFound', retry: 'never' } })
    expect(await history(eve)).toMatchObject({ status: 404, body: unknown.body })
    expect(await post(eve, { text: 'Hello' }, 'nowhere')).toMatchObject({ status: 404, body: unknown.body })
    expect(await post(eve, { text: 'Hello' })).toMatchObject({ status: 404, body: unknown.body })
    expect(await putSession('s1', session, eve)).toMatchObject({ status: 403 })
    expect(await putSession('nowhere', session, eve)).toMatchObject({ status: 403 })
  })

  test('are refused once the session is closed', async () => {
    await putSession('s1', { ...session, active: false })
    expect(await post(ada, { text: 'Hello' })).toMatchObject({ status: 409, body: { code: 'sessionClosed' } })
  })

  test.each<[string, object]>([
    ['text', {}],
    ['text', { text: '' }],
    ['text', { text: ' \n ' }],
    ['text', { text: 5 }],
    ['id', { text: 'x', id: 'no-uuid' }],
    ['thread', { text: 'x', thread: 'private' }],
    ['type', { text: 'x', type: 'video' }],
    ['replyTo', { text: 'x', replyTo: 7 }],
    ['body', []],
  ])('name the wrong field: %s', async (field, body) => {
    const answer = await post(ada, body)
    expect(answer).toMatchObject({ status: 400, body: { success: false, code: 'invalid', retry: 'never' } })
    expect(answer.body.error.startsWith(`${field}: `)).toBe(true)
  })

  test.each(['limit=0', 'limit=201', 'limit=x', 'after=-1', 'before=0', 'thread=all'])(
    'are not paged by %s',
    async (query) => {
      const answer = await history(ada, `?${query}`)
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid' } })
      expect(answer.body.error.startsWith(`${query.split('=')[0]}: `)).toBe(true)
    },
  )

  test('may be as long as the limit, in bytes, and not longer', async () => {
    expect((await post(ada, { text: 'é'.repeat(8_192) })).status).toBe(200)
    const longer = await post(ada, { text: 'é'.repeat(8_193) })
    expect(longer).toMatchObject({ status: 413, body: { success: false, code: 'tooLarge', retry: 'never' } })
    expect(longer.body.error).toMatch(/^text: /)
  })
})

describe('catch-up over HTTP', () => {
  test('brings what the socket would bring, in pages', async () => {
    await putSession()
    for (let n = 0; n < 205; n += 1) await post(ada, { text: `message ${n}` })
    const pages: string[][] = []
    let after = 0
    for (let more = true; more; ) {
      const answer = await http.call('POST', '/api/sync', {
        token: pat,
        body: { scope: 'all', cursors: [{ sessionId: 's1', thread: 'care', after }] },
      })
      expect(answer.status).toBe(200)
      const page = syncPullAckSchema.parse(answer.body)
      if (!page.success) throw new Error(page.error)
      expect(page.sessions?.map(({ id }) => id)).toEqual(['s1'])
      pages.push(page.entries.flatMap(({ body }) => (body.kind === 'message' ? [body.text] : [])))
      after = page.entries.at(-1)?.seq ?? after
      more = page.more
    }
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.flat()).toEqual(Array.from({ length: 205 }, (_, n) => `message ${n}`))
  })

  test('shows nothing of a session to those who do not take part', async () => {
    await putSession()
    await post(ada, { text: 'Hello' })
    const body = { scope: 'all', cursors: [{ sessionId: 's1', thread: 'care', after: 0 }] }
    const answer = await http.call('POST', '/api/sync', { token: eve, body })
    expect(answer.body).toEqual({ success: true, sessions: [], entries: [], more: false, now: expect.any(Number) })
  })

  test('ends with watermarks, which the others are told of', async () => {
    await putSession()
    const { seq } = (await post(ada, { text: 'Hello' })).body
    const marks = [{ sessionId: 's1', thread: 'care', deliveredUpTo: seq, readUpTo: seq }]
    const answer = await http.call('POST', '/api/watermarks', { token: pat, body: { marks } })
    expect(answer).toMatchObject({ status: 200, body: { success: true } })
    const { sessions } = (await http.call('GET', '/api/sessions', { token: ada })).body
    expect(sessions[0].watermarks).toContainEqual({ userId: 'pat', thread: 'care', deliveredUpTo: seq, readUpTo: seq })
    expect((await http.call('POST', '/api/watermarks', { token: eve, body: { marks } })).status).toBe(404)
    const bad = await http.call('POST', '/api/watermarks', {
      token: pat,
      body: { marks: [{ ...marks[0], readUpTo: -1 }] },
    })
    expect(bad.body.error).toMatch(/^marks\.0\.readUpTo: /)
  })
})
