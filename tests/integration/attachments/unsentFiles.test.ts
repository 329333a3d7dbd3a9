import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { v4 } from 'uuid'
import { expect, it, onTestFinished } from 'vitest'
import { uploadLimits } from '../../../relay/attachments/uploadLimits.ts'
import { rateLimits } from '../../../relay/limits/rateLimits.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import type { StartedRelay, StartRelayOptions } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { answerOf, type HttpUser, httpUser, onePixelPng } from '../../support/relay/uploadFile.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'
import { until } from '../../support/time/until.ts'

const minuteMs = 60_000
const largest = { bytes: limits.attachmentBytes }
const mostOfUser = Math.floor(uploadLimits.unsentBytesOfUser / limits.attachmentBytes)
const mostOfSession = Math.floor(uploadLimits.unsentBytesOfSession / limits.attachmentBytes)
const restOfUser = { bytes: uploadLimits.unsentBytesOfUser - mostOfUser * limits.attachmentBytes }

async function open(options: StartRelayOptions = {}): Promise<StartedRelay> {
  const relay = await startRelay(options)
  onTestFinished(() => relay.stop())
  await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
  await relay.putSession('s2', { pat: 'patient', doc: 'clinician' })
  return relay
}

async function filesOf(relay: StartedRelay): Promise<string[]> {
  const entries = await readdir(join(relay.dataDir, 'attachments'), { recursive: true, withFileTypes: true }).catch(
    () => [],
  )
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}

const beginMany = (user: HttpUser, count: number, sessionId = 's1') =>
  Promise.all(Array.from({ length: count }, () => user.begin(sessionId, onePixelPng, largest)))
const begunOf = (answers: readonly Response[]) => answers.filter(({ status }) => status === 201)
async function codeAndWords(answer: Response) {
  const { code, error } = await answerOf(answer)
  return { status: answer.status, code, error }
}
const refusedFor = (words: string) => ({ status: 429, code: 'rateLimited', error: expect.stringContaining(words) })
const send = (user: HttpUser, id: string) =>
  user.postJson('/api/sessions/s1/messages', { text: '', type: 'image', attachments: [id] })

it('one user puts no more bytes on the disk unsent than the budget has, however many uploads are begun at once', async () => {
  const relay = await open()
  const pat = await httpUser(relay, 'pat', 'patient')
  const answers = (await Promise.all([beginMany(pat, 60), beginMany(pat, 40, 's2')])).flat()
  const begun = begunOf(answers)
  expect(begun).toHaveLength(mostOfUser)
  const refused = answers.filter(({ status }) => status !== 201)
  for (const one of refused) expect(await codeAndWords(one)).toEqual(refusedFor('Too many files of yours'))
  expect(await filesOf(relay)).toEqual([])
  const { id = 'none' } = begun[0] ? await answerOf(begun[0]) : {}
  const doc = await httpUser(relay, 'doc', 'clinician')
  expect((await doc.begin('s1', onePixelPng, largest)).status).toBe(201)
  expect((await pat.fetch(`/api/attachments/${id}`, { method: 'DELETE' })).status).toBe(200)
  expect((await pat.begin('s1', onePixelPng, largest)).status).toBe(201)
})

it('what is whole counts until a message carries it, and no longer', async () => {
  const relay = await open()
  const pat = await httpUser(relay, 'pat', 'patient')
  const { id, last } = await pat.upload('s1', onePixelPng)
  expect(last.status).toBe(200)
  expect(begunOf(await beginMany(pat, mostOfUser))).toHaveLength(mostOfUser)
  const rest = () => pat.begin('s1', onePixelPng, restOfUser)
  expect(await codeAndWords(await rest())).toEqual(refusedFor('Too many files of yours'))
  expect((await send(pat, id)).status).toBe(200)
  expect((await rest()).status).toBe(201)
})

it('all of one session together have a budget too, which no one of them fills alone', async () => {
  const relay = await open()
  const ids = Array.from({ length: Math.ceil(mostOfSession / mostOfUser) + 1 }, (_, index) => `nurse-${index}`)
  const people: Record<string, Role> = { pat: 'patient', ...Object.fromEntries(ids.map((id) => [id, 'clinician'])) }
  await relay.putSession('s1', people)
  const users = await Promise.all(ids.map((id) => httpUser(relay, id, 'clinician')))
  const answers = await Promise.all(users.map((user) => beginMany(user, mostOfUser)))
  expect(begunOf(answers.flat())).toHaveLength(mostOfSession)
  const pat = await httpUser(relay, 'pat', 'patient')
  expect(await codeAndWords(await pat.begin('s1', onePixelPng, largest))).toEqual(
    refusedFor('uploaded to this session'),
  )
  expect((await pat.begin('s2', onePixelPng, largest)).status).toBe(201)
})

it('bytes of one user have a rate, whatever becomes of them, and the refusal has when to come again', async () => {
  const relay = await open({ env: { RATE_LIMIT_FACTOR: '1' } })
  const pat = await httpUser(relay, 'pat', 'patient')
  const most = Math.floor(rateLimits.uploadedBytesAsUser.points / limits.attachmentBytes)
  for (let count = 0; count < most; count += 1) {
    const { id } = await answerOf(await pat.begin('s1', onePixelPng, largest))
    expect((await pat.fetch(`/api/attachments/${id}`, { method: 'DELETE' })).status).toBe(200)
  }
  const refused = await pat.begin('s1', onePixelPng, largest)
  const retryAfterS = Number(refused.headers.get('retry-after'))
  expect(retryAfterS).toBeGreaterThan(0)
  expect(retryAfterS).toBeLessThanOrEqual(rateLimits.uploadedBytesAsUser.duration)
  expect(await codeAndWords(refused)).toEqual(refusedFor('within an hour'))
  // Nothing of it is left.
  expect(await relay.store().attachments.removeUnsentBefore(Number.MAX_SAFE_INTEGER, 10)).toEqual([])
  const doc = await httpUser(relay, 'doc', 'clinician')
  expect((await doc.begin('s1', onePixelPng, largest)).status).toBe(201)
})

it('what is not sent lives as long as its uploader goes on in that session, and an hour more', async () => {
  const clock = createFakeClock()
  const relay = await open({ clock })
  const fourHoursMs = 4 * 3_600_000
  const by = async (id: string, role: Role) =>
    httpUser({ url: relay.url, tokenFor: (one, as) => relay.tokenFor(one, as, one, fourHoursMs) }, id, role)
  const [pat, doc] = [await by('pat', 'patient'), await by('doc', 'clinician')]
  const whole = await pat.upload('s1', onePixelPng)
  const { id = 'none' } = await answerOf(await pat.begin('s1', onePixelPng, { bytes: 80, sha256: '0'.repeat(64) }))
  const offsetOf = async (user: HttpUser, upload: string) => {
    const { status, headers } = await user.fetch(`/api/attachments/${upload}`, { method: 'HEAD' })
    return status === 200 ? Number(headers.get('upload-offset')) : status
  }
  const abandoned = await doc.begin('s1', onePixelPng).then(answerOf)
  expect((await doc.patch(abandoned.id ?? 'none', 0, onePixelPng.subarray(0, 10))).status).toBe(200)
  for (const offset of [0, 10, 20]) {
    expect((await pat.patch(id, offset, onePixelPng.subarray(offset, offset + 10))).status).toBe(200)
    clock.advance(59 * minuteMs)
  }
  await until('what nobody goes on with is gone', async () => (await offsetOf(doc, abandoned.id ?? '')) === 404)
  expect([await offsetOf(pat, id), await offsetOf(pat, whole.id)]).toEqual([30, onePixelPng.length])
  // Asking how far it came, or sending nothing, keeps nothing alive.
  expect((await pat.patch(id, 30, Buffer.alloc(0))).status).toBe(200)
  clock.advance(minuteMs)
  clock.advance(uploadLimits.sweepEveryMs)
  await until('all is gone', async () => (await filesOf(relay)).length === 0)
  expect([await offsetOf(pat, id), await offsetOf(pat, whole.id)]).toEqual([404, 404])
})

it('bytes on the disk that nothing is known of are removed, and those of an upload under way are not', async () => {
  const clock = createFakeClock()
  const relay = await open({ clock })
  const pat = await httpUser(relay, 'pat', 'patient')
  const { id = 'none' } = await answerOf(await pat.begin('s1', onePixelPng))
  expect((await pat.patch(id, 0, onePixelPng.subarray(0, 10))).status).toBe(200)
  const uploads = join(relay.dataDir, 'attachments', 'uploads')
  await mkdir(uploads, { recursive: true })
  await writeFile(join(uploads, v4()), 'of a session that was purged')
  clock.advance(uploadLimits.sweepEveryMs)
  await until('the stray is gone', async () => (await filesOf(relay)).length === 1)
  expect(await filesOf(relay)).toEqual([id])
})

it.each([
  ['its last bytes', onePixelPng.length],
  ['some of its bytes', 40],
])('an upload that is given up while %s come leaves none, and is not reported as there', async (_which, upTo) => {
  const relay = await open()
  const { url } = relay
  const pat = await httpUser({ url, tokenFor: relay.tokenFor }, 'pat', 'patient')
  const { id = 'none' } = await answerOf(await pat.begin('s1', onePixelPng))
  const line = request(`${url}/api/attachments/${id}`, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${await relay.tokenFor('pat', 'patient')}`,
      'content-type': 'application/offset+octet-stream',
      'upload-offset': '0',
      'content-length': String(upTo),
    },
  })
  const answered = new Promise<number>((resolve, reject) => {
    line.on('error', reject)
    line.on('response', (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
  })
  line.write(onePixelPng.subarray(0, 20))
  await until('the first bytes are there', async () => (await filesOf(relay)).includes(id))
  expect((await pat.fetch(`/api/attachments/${id}`, { method: 'DELETE' })).status).toBe(200)
  line.end(onePixelPng.subarray(20, upTo))
  expect(await answered).toBe(404)
  expect(await filesOf(relay)).toEqual([])
})
