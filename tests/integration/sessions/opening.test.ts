import { v4, v7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type StartedHttp, startHttp } from '../../support/relay/http/startHttp.ts'

let http: StartedHttp
let ada: string
let eve: string
beforeEach(async () => {
  http = await startHttp()
  ada = await http.tokenOf('ada', 'clinician', 'Ada')
  eve = await http.tokenOf('eve', 'clinician', 'Eve')
})
afterEach(async () => {
  await http.stop()
})

const someone = { name: 'Ann Aare', sex: 'unknown' }
const open = (token: string, body: object) =>
  http.call('POST', '/api/sessions', { token, body: { kind: 'visit', patient: someone, ...body } })
const idsOf = async (token: string) =>
  (await http.call('GET', '/api/sessions', { token })).body.sessions.map(({ id }: { id: string }) => id)

describe('a session of a new patient', () => {
  test('is of the clinician who opens it and of a patient whom nobody knew, from the name alone', async () => {
    const id = v7()
    const { status, body } = await open(ada, { id })
    expect(status).toBe(200)
    expect(body.session).toMatchObject({ id, kind: 'visit', active: true, claimedBy: 'ada', patient: someone })
    const [clinician, patient] = body.session.participants
    expect(clinician).toEqual({ userId: 'ada', name: 'Ada', role: 'clinician' })
    expect(patient).toMatchObject({ name: 'Ann Aare', role: 'patient' })
    expect([await idsOf(ada), await idsOf(eve)]).toEqual([[id], []])
    const linked = await http.call('POST', `/api/sessions/${id}/invitations`, { token: ada, body: {} })
    expect(linked.body.url).toMatch(/\/visit\/#/)
  })

  test('is opened once, however often it is asked for, and is what it was opened as', async () => {
    const id = v7()
    const patient = { ...someone, birthDate: '1964-03-11', mrn: '4821' }
    const first = await open(ada, { id, patient })
    const [again, atOnce] = await Promise.all([open(ada, { id, patient }), open(ada, { id, patient })])
    for (const { body } of [again, atOnce]) expect(body.session.participants).toEqual(first.body.session.participants)
    expect(await open(ada, { id, patient: someone })).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect((await idsOf(ada)).length).toBe(1)
  })

  test('asked for twice at the same time is one', async () => {
    const id = v7()
    const [one, other] = await Promise.all([open(ada, { id }), open(ada, { id })])
    expect(one.status).toBe(200)
    expect(other.body.session.participants).toEqual(one.body.session.participants)
  })

  test('is refused under the id of another’s session, which nothing is told of', async () => {
    const id = v7()
    await open(ada, { id })
    const refused = await open(eve, { id })
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect(JSON.stringify(refused.body)).not.toContain('Ann')
    expect(await idsOf(eve)).toEqual([])
  })

  test('is for clinicians alone', async () => {
    for (const role of ['patient', 'support', 'admin'] as const) {
      const refused = await open(await http.tokenOf(role, role), { id: v7() })
      expect([role, refused.status]).toEqual([role, 403])
    }
  })

  test('is refused with the name of the wrong field', async () => {
    expect((await open(ada, { id: v4() })).body.error).toMatch(/^id: /)
    expect((await open(ada, { id: v7(), patient: { ...someone, name: ' \u200b' } })).body.error).toMatch(
      /^patient\.name: /,
    )
    expect((await open(ada, { id: v7(), patient: { ...someone, birthDate: '1964-13-01' } })).body.error).toMatch(
      /^patient\.birthDate: /,
    )
    expect(await idsOf(ada)).toEqual([])
  })
})
