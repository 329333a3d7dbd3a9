import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { limits } from '../../../src/shared/protocol/limits.ts'
import { uploadStateSchema } from '../../../src/shared/protocol/rest.ts'
import { connectNative, newEntryId } from '../../support/relay/nativeClient.ts'
import { pngOf } from '../../support/relay/pngOf.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { answerOf, type HttpUser, httpUser, onePixelPng, sha256Of } from '../../support/relay/uploadFile.ts'
import { type StandInClamd, startStandInClamd } from '../../support/servers/standInClamd.ts'
import { clamdIsInstalled, startClamd } from '../../support/servers/startClamd.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'
import { until } from '../../support/time/until.ts'

let relay: StartedRelay
let pat: HttpUser
let doc: HttpUser
beforeEach(async () => {
  relay = await startRelay()
  await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
  await relay.putSession('s2', { other: 'patient', doc: 'clinician' })
  pat = await httpUser(relay, 'pat', 'patient')
  doc = await httpUser(relay, 'doc', 'clinician')
})
afterEach(() => relay.stop())

const send = (user: HttpUser, id: string, more: object = {}) =>
  user.postJson('/api/sessions/s1/messages', { text: '', type: 'image', attachments: [id], ...more })

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}

describe('an attachment', () => {
  it('does not keep a node from stopping when its upload never comes to its end, and is there to be gone on with', async () => {
    const clock = createFakeClock()
    const timed = await startRelay({ clock })
    onTestFinished(() => timed.stop())
    await timed.putSession('s1', { pat: 'patient', doc: 'clinician' })
    const user = await httpUser(timed, 'pat', 'patient')
    const { id = 'none' } = await answerOf(await user.begin('s1', onePixelPng))
    const line = connect(timed.port, '127.0.0.1')
    onTestFinished(() => void line.destroy())
    line.on('error', () => undefined)
    const headers = [
      `PATCH /api/attachments/${id} HTTP/1.1`,
      'host: relay',
      `authorization: Bearer ${await timed.tokenFor('pat', 'patient')}`,
      'content-type: application/offset+octet-stream',
      'upload-offset: 0',
      `content-length: ${onePixelPng.length}`,
    ]
    line.write(`${headers.join('\r\n')}\r\n\r\n`)
    line.write(onePixelPng.subarray(0, 20))
    const offset = async () =>
      (await user.fetch(`/api/attachments/${id}`, { method: 'HEAD' })).headers.get('upload-offset')
    await until('the part is there', async () => (await offset()) === '20')
    let isBack = false
    const restarted = timed.restart().then(() => {
      isBack = true
    })
    await until('the node has stopped and is back', () => {
      clock.advance(1_000)
      return isBack
    })
    await restarted
    expect(await offset()).toBe('20')
  })

  it('is refused, and gone, when it is a picture that nobody can be asked to draw', async () => {
    const small = pngOf(3, 2)
    const bomb = Buffer.from(small)
    bomb.writeUInt32BE(30_000, 16)
    bomb.writeUInt32BE(30_000, 20)
    for (const [content, reason] of [
      [bomb, '30000 x 30000 pixels'],
      [small.subarray(0, 18), 'does not say how large it is'],
    ] as const) {
      const { id, last } = await pat.upload('s1', content)
      expect([last.status, (await answerOf(last)).error]).toEqual([400, expect.stringContaining(reason)])
      expect((await pat.fetch(`/api/attachments/${id}`)).status).toBe(404)
    }
    expect((await pat.upload('s1', small)).last.status).toBe(200)
  })

  it('is offered under the ending of what it is, whatever it was called', async () => {
    for (const [content, name, offered] of [
      [Buffer.from('red cells: 4.5'), 'labs.hta', 'labs.hta.txt'],
      [Buffer.from('GIF89a\x03\x00\x02\x00<script>alert(1)</script>'), 'page.html', 'page.html.gif'],
      [Buffer.from('%PDF-1.7 <script>'), '\u202efdp.exe', 'fdp.exe.pdf'],
    ] as const) {
      const { id, last } = await pat.upload('s1', content, { name })
      expect((await answerOf(last)).attachment?.name).toBe(offered)
      const read = await pat.fetch(`/api/attachments/${id}`)
      expect(read.headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''${offered}`)
    }
  })

  it('is uploaded in parts, sent by its id, announced to the others and read by them as it was', async () => {
    const witness = await connectNative({ url: relay.url, token: await relay.tokenFor('doc', 'clinician') })
    const begun = await pat.begin('s1', onePixelPng)
    expect(begun.status).toBe(201)
    const upload = uploadStateSchema.parse(await begun.json())
    expect(upload).toMatchObject({ offset: 0, bytes: onePixelPng.length })
    expect(begun.headers.get('location')).toBe(`/api/attachments/${upload.id}`)

    const first = await pat.patch(upload.id, 0, onePixelPng.subarray(0, 20))
    expect(await first.json()).toEqual({ id: upload.id, offset: 20, bytes: onePixelPng.length })
    const head = await pat.fetch(`/api/attachments/${upload.id}`, { method: 'HEAD' })
    expect([head.headers.get('upload-offset'), head.headers.get('upload-length')]).toEqual([
      '20',
      String(onePixelPng.length),
    ])
    const last = await pat.patch(upload.id, 20, onePixelPng.subarray(20))
    const { attachment } = await answerOf(last)
    expect(attachment).toEqual({
      id: upload.id,
      name: 'a file.png',
      mediaType: 'image/png',
      bytes: onePixelPng.length,
      sha256: sha256Of(onePixelPng),
    })

    expect((await send(pat, upload.id)).status).toBe(200)
    await witness.until('the image arrived', () => witness.entries.some(({ body }) => body.kind === 'message'))
    const entry = witness.entries.find(({ body }) => body.kind === 'message')
    expect(entry?.body).toMatchObject({ type: 'image', text: '', attachments: [attachment] })

    const read = await doc.fetch(`/api/attachments/${upload.id}`)
    expect(Buffer.from(await read.arrayBuffer()).equals(onePixelPng)).toBe(true)
    expect(read.headers.get('content-type')).toBe('image/png')
    expect(read.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''a%20file.png")
    expect(read.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(read.headers.get('x-content-type-options')).toBe('nosniff')
    expect(read.headers.get('cache-control')).toBe('no-store')
    expect(await filesOf(join(relay.dataDir, 'attachments'))).toEqual([sha256Of(onePixelPng)])
    witness.close()
  })

  it('is read in parts by who asks for a range, and whole by who asks for something else', async () => {
    const { id } = await pat.upload('s1', onePixelPng)
    await send(pat, id)
    const bytes = onePixelPng.length
    const etag = `"${sha256Of(onePixelPng)}"`
    const part = async (range: string, more: Record<string, string> = {}) => {
      const answer = await doc.fetch(`/api/attachments/${id}`, { headers: { range, ...more } })
      const body = Buffer.from(await answer.arrayBuffer())
      return { status: answer.status, range: answer.headers.get('content-range'), headers: answer.headers, body }
    }
    const isPart = (from: number, to: number) => ({
      status: 206,
      range: `bytes ${from}-${to - 1}/${bytes}`,
      body: onePixelPng.subarray(from, to),
    })
    expect(await part('bytes=0-9')).toMatchObject(isPart(0, 10))
    expect(await part('bytes=60-')).toMatchObject(isPart(60, bytes))
    expect(await part('bytes=60-9999')).toMatchObject(isPart(60, bytes))
    expect(await part('bytes=-5')).toMatchObject(isPart(bytes - 5, bytes))
    expect(await part('bytes=0-9', { 'if-range': etag })).toMatchObject(isPart(0, 10))
    const whole = { status: 200, range: null, body: onePixelPng }
    for (const range of ['bytes=9-0', 'bytes=0-1,4-5', 'lines=0-1', 'bytes=-'])
      expect(await part(range), range).toMatchObject(whole)
    expect(await part('bytes=0-9', { 'if-range': '"another content"' })).toMatchObject(whole)
    const { status, range, headers } = await part(`bytes=${bytes}-`)
    expect([status, range, headers.get('accept-ranges')]).toEqual([416, `bytes */${bytes}`, 'bytes'])
    expect(headers.get('etag')).toBe(etag)
  })

  it('is nobody’s any more who was taken out of the session', async () => {
    const { id } = await pat.upload('s1', onePixelPng)
    await send(pat, id)
    await relay.putSession('s1', { other: 'patient', doc: 'clinician' })
    const status = async (user: HttpUser) => (await user.fetch(`/api/attachments/${id}`)).status
    expect([await status(pat), await status(doc)]).toEqual([404, 200])
  })

  it('is added to by one request at a time, and the other is refused', async () => {
    // Requests of one address come to one node.
    pat = await httpUser({ url: relay.url, tokenFor: relay.tokenFor }, 'pat', 'patient')
    const { id = 'none' } = await answerOf(await pat.begin('s1', onePixelPng))
    const [one, other] = await Promise.all([pat.patch(id, 0, onePixelPng), pat.patch(id, 0, onePixelPng)])
    expect([one.status, other.status].sort()).toEqual([200, 409])
    expect((await send(pat, id)).status).toBe(200)
    expect(Buffer.from(await (await doc.fetch(`/api/attachments/${id}`)).arrayBuffer()).equals(onePixelPng)).toBe(true)
  })

  it('goes on where the line broke off, and not from anywhere else', async () => {
    const { id = '' } = await answerOf(await pat.begin('s1', onePixelPng))
    const { hostname, port } = new URL(relay.url)
    const token = await relay.tokenFor('pat', 'patient')
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `PATCH /api/attachments/${id} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${token}\r\nUpload-Offset: 0\r\n` +
            `Content-Type: application/offset+octet-stream\r\nContent-Length: ${onePixelPng.length}\r\n\r\n`,
        )
        socket.write(onePixelPng.subarray(0, 30))
      })
      socket.once('error', reject)
      until('the first part is on disk', async () => (await offset()) === 30).then(() => {
        socket.destroy()
        resolve()
      }, reject)
    })
    async function offset(): Promise<number> {
      const state = await pat.fetch(`/api/attachments/${id}`, { method: 'HEAD' })
      return Number(state.headers.get('upload-offset'))
    }
    await until('the broken request has let go', async () => (await pat.patch(id, 30, Buffer.alloc(0))).status === 200)
    expect(await offset()).toBe(30)
    const wrong = await pat.patch(id, 0, onePixelPng)
    expect([wrong.status, (await answerOf(wrong)).code]).toEqual([409, 'conflict'])
    const rest = await pat.patch(id, 30, onePixelPng.subarray(30))
    expect((await answerOf(rest)).attachment?.sha256).toBe(sha256Of(onePixelPng))
    const again = await pat.patch(id, onePixelPng.length, Buffer.alloc(0))
    expect((await answerOf(again)).attachment?.id).toBe(id)
  })

  it('is refused and gone when it is not what was announced, or nothing that is taken', async () => {
    const refused = async (content: Buffer, more: object = {}) => {
      const { id, last } = await pat.upload('s1', content, more)
      const { code } = await answerOf(last)
      const gone = await pat.fetch(`/api/attachments/${id}`, { method: 'HEAD' })
      return [last.status, code, gone.status]
    }
    expect(await refused(onePixelPng, { sha256: '0'.repeat(64) })).toEqual([400, 'invalid', 404])
    for (const content of [
      'MZ\x90\0 a program',
      '<!doctype html><script>alert(1)</script>',
      'PK\x03\x04 archive',
      '\x7fELF',
    ])
      expect(await refused(Buffer.from(content, 'latin1'), { name: 'photo.png' })).toEqual([400, 'invalid', 404])
    expect(await filesOf(join(relay.dataDir, 'attachments'))).toEqual([])
    const { last } = await pat.upload('s1', Buffer.from('a plain note, in UTF-8: ä'), { name: 'note.exe' })
    expect((await answerOf(last)).attachment?.mediaType).toBe('text/plain')
  })

  it('is held to its size before and while it comes, and to a name that is no path', async () => {
    const begin = (more: object) =>
      pat.begin('s1', onePixelPng, more).then(async (answer) => [answer.status, (await answerOf(answer)).code])
    expect(await begin({ bytes: limits.attachmentBytes + 1 })).toEqual([413, 'tooLarge'])
    expect(await begin({ bytes: 0 })).toEqual([400, 'invalid'])
    expect(await begin({ name: '../../etc/passwd' })).toEqual([400, 'invalid'])
    expect(await begin({ sha256: '../../../x' })).toEqual([400, 'invalid'])
    const { id = '' } = await answerOf(await pat.begin('s1', onePixelPng, { bytes: 10 }))
    const tooMuch = await pat.patch(id, 0, onePixelPng)
    expect([tooMuch.status, (await answerOf(tooMuch)).code]).toEqual([413, 'tooLarge'])
    expect((await pat.patch('../../sessions', 0, onePixelPng)).status).toBe(404)
  })

  it('is nobody else’s before it is sent, no stranger’s after, and nobody’s once its message is redacted', async () => {
    const stranger = await httpUser(relay, 'other', 'patient')
    const { id } = await pat.upload('s1', onePixelPng)
    const status = async (user: HttpUser) => (await user.fetch(`/api/attachments/${id}`)).status
    expect([await status(pat), await status(doc), await status(stranger)]).toEqual([200, 404, 404])
    expect((await doc.patch(id, 0, onePixelPng)).status).toBe(404)
    expect((await doc.fetch(`/api/attachments/${id}`, { method: 'DELETE' })).status).toBe(404)
    expect((await stranger.begin('s1', onePixelPng)).status).toBe(404)
    const messageId = newEntryId()
    expect((await send(doc, id)).status).toBe(404)
    expect((await send(pat, id, { id: messageId })).status).toBe(200)
    expect([await status(pat), await status(doc), await status(stranger)]).toEqual([200, 200, 404])
    expect((await pat.fetch(`/api/attachments/${id}`, { method: 'DELETE' })).status).toBe(409)

    const client = await connectNative({ url: relay.url, token: await relay.tokenFor('pat', 'patient') })
    await client.ask('message:redact', { id: newEntryId(), sessionId: 's1', thread: 'care', target: messageId })
    client.close()
    expect([await status(pat), await status(doc)]).toEqual([404, 404])
  })

  it('of the staff thread is not the patient’s, and is carried by one message of its thread and kind only', async () => {
    const { id } = await doc.upload('s1', onePixelPng, { thread: 'staff' })
    const inCare = await send(doc, id)
    expect(inCare.status).toBe(404)
    expect((await send(doc, id, { thread: 'staff', type: 'voice' })).status).toBe(400)
    const messageId = newEntryId()
    expect((await send(doc, id, { thread: 'staff', id: messageId })).status).toBe(200)
    expect((await send(doc, id, { thread: 'staff', id: messageId })).status).toBe(200)
    expect((await send(doc, id, { thread: 'staff' })).status).toBe(409)
    expect((await pat.fetch(`/api/attachments/${id}`)).status).toBe(404)
    expect((await doc.fetch(`/api/attachments/${id}`)).status).toBe(200)
    expect((await pat.begin('s1', onePixelPng, { thread: 'staff' })).status).toBe(404)
  })

  it('is begun at most twenty times at once, and there is room again for each that is discarded', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => pat.begin('s1', onePixelPng)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(80)
    const [first] = answers.filter(({ status }) => status === 201)
    const { id = 'none' } = first ? await answerOf(first) : {}
    expect((await pat.begin('s1', onePixelPng)).status).toBe(429)
    expect((await doc.begin('s1', onePixelPng)).status).toBe(201)
    expect((await pat.fetch(`/api/attachments/${id}`, { method: 'DELETE' })).status).toBe(200)
    expect((await pat.begin('s1', onePixelPng)).status).toBe(201)
  })

  it('given to a message that was then not stored can be discarded, and be sent with another', async () => {
    const used = newEntryId()
    const text = { id: used, text: 'a text' }
    expect((await pat.postJson('/api/sessions/s1/messages', text)).status).toBe(200)
    const [first, second] = [await pat.upload('s1', onePixelPng), await pat.upload('s1', onePixelPng)]
    for (const { id } of [first, second]) expect((await send(pat, id, { id: used })).status).toBe(409)
    expect((await pat.fetch(`/api/attachments/${first.id}`, { method: 'DELETE' })).status).toBe(200)
    expect((await send(pat, second.id)).status).toBe(200)
  })

  it('is carried by one of the messages that are sent with it at once, and the others are refused', async () => {
    const { id } = await pat.upload('s1', onePixelPng)
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(pat, id)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 409)])
  })

  it('of the same content as another shares its file, which goes with the last of them', async () => {
    const [first, second] = [await pat.upload('s1', onePixelPng), await doc.upload('s2', onePixelPng)]
    const folder = join(relay.dataDir, 'attachments')
    expect(await filesOf(folder)).toHaveLength(1)
    expect((await pat.fetch(`/api/attachments/${first.id}`, { method: 'DELETE' })).status).toBe(200)
    expect((await doc.fetch(`/api/attachments/${second.id}`)).status).toBe(200)
    expect((await doc.fetch(`/api/attachments/${second.id}`, { method: 'DELETE' })).status).toBe(200)
    expect(await filesOf(folder)).toEqual([])
  })
})

describe('with a virus scanner', () => {
  let clamd: StandInClamd
  beforeEach(async () => {
    clamd = await startStandInClamd('EVIL')
    await relay.stop()
    relay = await startRelay({ env: { CLAMD_SOCKET: clamd.socketPath } })
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    pat = await httpUser(relay, 'pat', 'patient')
  })
  afterEach(() => clamd.stop())

  it('every upload is shown to it whole, and what it finds harmful is refused', async () => {
    const large = Buffer.concat([onePixelPng, Buffer.alloc(3_000_000, 7)])
    expect((await pat.upload('s1', large)).last.status).toBe(200)
    expect(clamd.scanned[0]?.equals(large)).toBe(true)
    const { last } = await pat.upload('s1', Buffer.from('a note with EVIL in it'))
    expect([last.status, (await answerOf(last)).error]).toEqual([400, 'The virus scanner refuses this file.'])
  })

  it('that does not answer, nothing is let in, and the upload can be ended later', async () => {
    await clamd.stop()
    const { id, last } = await pat.upload('s1', onePixelPng)
    expect([last.status, (await answerOf(last)).code]).toEqual([503, 'unavailable'])
    expect((await send(pat, id)).status).toBe(404)
    expect((await pat.fetch(`/api/attachments/${id}`, { method: 'HEAD' })).headers.get('upload-offset')).toBe(
      String(onePixelPng.length),
    )
  })
})

const clamdReason = clamdIsInstalled() ? '' : ' (skipped: no clamd on this machine)'
describe.skipIf(clamdReason !== '')(`with clamd itself${clamdReason}`, () => {
  it('what it finds harmful is refused and gone, up to the largest file, and the rest is let in', async () => {
    const clamd = await startClamd('EVIL-MARKER-OF-THE-TESTS')
    onTestFinished(() => clamd.stop())
    await relay.stop()
    relay = await startRelay({ env: { CLAMD_SOCKET: clamd.socketPath } })
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    pat = await httpUser(relay, 'pat', 'patient')
    const harmless = await pat.upload('s1', onePixelPng)
    expect(harmless.last.status).toBe(200)
    const bad = Buffer.from('a note with EVIL-MARKER-OF-THE-TESTS in it')
    const { last } = await pat.upload('s1', bad, { name: 'note.txt' })
    expect([last.status, (await answerOf(last)).error]).toEqual([400, 'The virus scanner refuses this file.'])
    expect(await filesOf(join(relay.dataDir, 'attachments'))).toEqual([sha256Of(onePixelPng)])
    const largest = Buffer.alloc(limits.attachmentBytes, 'words and spaces ')
    expect((await pat.upload('s1', largest, { name: 'words.txt' })).last.status).toBe(200)
  }, 120_000)
})
