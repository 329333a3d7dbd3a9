import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openSqliteStore } from '../../../relay/store/database/openSqliteStore.ts'
import { defaultClinic } from '../../../src/shared/model/clinic/clinicRules.ts'
import { syncPullAckSchema } from '../../../src/shared/protocol/sync.ts'
import { connectNative, newEntryId } from '../../support/relay/nativeClient.ts'
import { type RelayProcess, startRelayProcess } from '../../support/relay/start/startRelayProcess.ts'
import { testSecret, tokenFor } from '../../support/relay/start/testTokens.ts'
import { httpUser, onePixelPng, sha256Of } from '../../support/relay/uploadFile.ts'

const program = fileURLToPath(new URL('../../../relay/admin/index.ts', import.meta.url))

let folder: string
let relay: RelayProcess
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rounds-admin-'))
  relay = await startRelayProcess({ dataDir: join(folder, 'data'), env: { DATA_DIR: join(folder, 'data') } })
  await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
})
afterEach(async () => {
  await relay.dispose()
  await rm(folder, { recursive: true, force: true })
})

interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

async function admin(
  given: readonly string[],
  { dataDir = relay.dataDir, input = '', publicUrl = '' } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [program, ...given], {
    env: { DATA_DIR: dataDir, JWT_SECRET: testSecret, ...(publicUrl === '' ? {} : { PUBLIC_URL: publicUrl }) },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(input)
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const [code] = await once(child, 'close')
  return { code, stdout, stderr }
}

const remote = (...given: string[]) => admin([...given, '--relay', relay.url])
const asUser = (userId: string, role: 'patient' | 'clinician') =>
  httpUser({ url: relay.url, tokenFor: (id, own) => tokenFor(id, own) }, userId, role)

describe('the command for administrators', () => {
  it('erases a person, and leaves no byte of their name in the database', async () => {
    const name = 'Unmistakable Eve'
    await relay.putUser('eve', { name, role: 'clinician', email: 'eve@unmistakable.example' })
    await relay.putSession('s2', { pat: 'patient', eve: 'clinician' })
    const eve = await connectNative({ url: relay.url, token: await tokenFor('eve', 'clinician') })
    await eve.send('s2', 'what she said')
    const erased = await remote('delete-user', 'eve')
    expect(erased).toMatchObject({ code: 0, stderr: '' })
    expect(erased.stdout).toMatch(/^eve is erased: taken out of 1 open sessions, \d+ entries kept as of "Deleted user /)
    await eve.ended
    const files = (await readdir(relay.dataDir)).filter((file) => file.startsWith('relay.db'))
    const bytes = (await Promise.all(files.map((file) => readFile(join(relay.dataDir, file), 'latin1')))).join('')
    expect(bytes).toContain('what she said')
    expect(bytes).not.toMatch(/unmistakable/i)
  })

  it('prints what the clinic sets, and takes it changed, with a relay and without', async () => {
    const printed = await remote('clinic', 'get')
    expect(JSON.parse(printed.stdout)).toEqual(defaultClinic)
    const file = join(folder, 'clinic.json')
    const changed = {
      ...defaultClinic,
      flags: [{ id: 'wound', name: 'Wound', phrases: { en: ['stitches ... open'] } }],
    }
    await writeFile(file, JSON.stringify(changed))
    expect(await remote('clinic', 'put', file)).toEqual({
      code: 0,
      stdout: 'the rules of the clinic are at version 1\n',
      stderr: '',
    })
    await relay.kill('SIGTERM')
    expect(JSON.parse((await admin(['clinic', 'get'])).stdout)).toMatchObject({ version: 1 })
  })

  it('makes accounts, lists them, and signs them out, through the relay that runs', async () => {
    const made = await admin(
      [
        'user',
        'ada',
        '--name',
        'Ada',
        '--role',
        'clinician',
        '--email',
        'ada@clinic.example',
        '--password',
        '--relay',
        relay.url,
      ],
      { input: 'correct horse battery\n' },
    )
    expect(made).toEqual({ code: 0, stdout: 'user ada is clinician\n', stderr: '' })
    expect((await remote('users')).stdout).toContain('ada\tclinician\tAda\tada@clinic.example\tpassword')
    const login = await fetch(`${relay.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada', password: 'correct horse battery' }),
    })
    const { refreshToken } = z.object({ refreshToken: z.string() }).parse(await login.json())
    expect((await remote('revoke', 'ada')).stdout).toBe('1 refresh tokens revoked\n')
    const refreshed = await fetch(`${relay.url}/api/auth/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refreshToken }),
    })
    expect(refreshed.status).toBe(401)
  })

  it('gives tokens that the relay takes, and closes sessions before the eyes of those in them', async () => {
    const { stdout } = await admin(['token', 'doc', '--role', 'clinician'])
    const [token = ''] = stdout.split('\n')
    const doc = await connectNative({ url: relay.url, token })
    expect((await remote('close', 's1', '--reason', 'moved')).stdout).toBe('session s1 is closed\n')
    await doc.until('the end was told', () =>
      doc.entries.some(({ body }) => body.kind === 'state' && body.change === 'closed'),
    )
    doc.close()
    expect((await remote('sessions')).stdout).toMatch(/^s1\tchat\tclosed\t/)
  })

  it('lists the links into a session, makes one in place of another, and takes them back with who is in by them', async () => {
    expect(await remote('links', 's1')).toMatchObject({ code: 0, stdout: '' })
    const first = await remote('link', 's1')
    expect(first).toMatchObject({ code: 0, stderr: '' })
    const open = async (stdout: string) => {
      const [, invitation = ''] = /#(\S+)/.exec(stdout) ?? []
      const response = await fetch(`${relay.url}/api/invitations/exchange`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ invitation, key: randomBytes(32).toString('base64url') }),
      })
      return z.object({ token: z.string().optional(), code: z.string().optional() }).parse(await response.json())
    }
    const second = await remote('link', 's1', '--user', 'pat', '--minutes', '5')
    expect(await open(first.stdout)).toMatchObject({ code: 'sessionClosed' })
    const { token = '' } = await open(second.stdout)
    const states = async () =>
      (await remote('links', 's1')).stdout.split('\n').map((line) => line.split('\t').slice(1, 3))
    expect(await states()).toEqual([['pat', 'taken back'], ['pat', 'opened'], []])
    const pat = await connectNative({ url: relay.url, token })
    expect((await remote('revoke-links', 's1', '--user', 'pat')).stdout).toBe('1 links taken back\n')
    await pat.ended
    expect((await remote('revoke-links', 's1')).stdout).toBe('0 links taken back\n')
    expect(await remote('link', 's1', '--user', 'nobody')).toMatchObject({ code: 1, stdout: '' })
    expect((await remote('link', 's1', '--minutes', 'soon')).stderr).toContain('--minutes: must be a number')
    expect((await remote('links', 'nothing')).code).toBe(1)
  })

  it('makes and takes back links also while no relay runs, when it is told where they lead', async () => {
    await relay.kill()
    expect((await admin(['link', 's1'])).stderr).toContain('PUBLIC_URL')
    const made = await admin(['link', 's1'], { publicUrl: 'https://relay.example/rounds' })
    expect(made.stdout).toMatch(/^https:\/\/relay\.example\/rounds\/visit\/#/)
    expect((await admin(['links', 's1'])).stdout).toMatch(/\tpat\tnot opened\t/)
    expect((await admin(['revoke-links', 's1'])).stdout).toBe('1 links taken back\n')
    expect((await admin(['links', 's1'])).stdout).toMatch(/\tpat\ttaken back\t/)
  })

  it('exports a session that can be verified, and notices a changed letter', async () => {
    const pat = await asUser('pat', 'patient')
    await pat.postJson('/api/sessions/s1/messages', { text: 'it hurts' })
    const file = join(folder, 's1.json')
    expect((await admin(['export', 's1', '--out', file, '--relay', relay.url])).code).toBe(0)
    const text = await readFile(file, 'utf8')
    expect(text).toContain('it hurts')
    expect((await admin(['verify', file])).stdout).toMatch(/^intact: sha256 [0-9a-f]{64}\n$/)
    await writeFile(file, text.replace('it hurts', 'it hurt'))
    expect(await admin(['verify', file])).toMatchObject({
      code: 1,
      stderr: 'relay:admin: the content is not what was exported\n',
    })
    expect((await remote('export', 'nothing')).code).toBe(1)
  })

  it('changes nothing behind the back of a relay that runs, and everything when none does', async () => {
    const refused = await admin(['users'])
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--relay URL')])
    await relay.kill()
    expect((await admin(['user', 'bo', '--name', 'Bo', '--role', 'support'])).code).toBe(0)
    expect((await admin(['users'])).stdout).toContain('bo\tsupport\tBo\t-\tno password')
    expect((await admin(['close', 's1'])).stdout).toBe('session s1 is closed\n')
    await relay.restart()
    expect((await remote('sessions')).stdout).toMatch(/^s1\tchat\tclosed/)
  })

  it('says in one line what it cannot do, with code 1', async () => {
    for (const [given, reason] of [
      [['nonsense'], 'no such command'],
      [['user', 'ada'], '--name and --role are needed'],
      [['user', 'a b', '--name', 'x', '--role', 'support'], 'a user id is'],
      [['token', 'ada', '--role', 'king'], '--role'],
      [['purge'], '--before is missing'],
      [['purge', '--before', 'yesterday'], '--before'],
      [['users', '--relay', 'http://127.0.0.1:1'], 'the relay does not answer'],
    ] as const) {
      const { code, stderr } = await admin(given)
      expect([code, stderr]).toEqual([1, expect.stringContaining(reason)])
    }
  })

  it('purges what is over and old, with its files, and has the consoles forget it', async () => {
    await relay.putSession('s2', { pat: 'patient', doc: 'clinician' })
    const pat = await asUser('pat', 'patient')
    const { id } = await pat.upload('s1', onePixelPng)
    await pat.postJson('/api/sessions/s1/messages', { text: 'see', type: 'image', attachments: [id] })
    await remote('close', 's1')
    const doc = await connectNative({ url: relay.url, token: await tokenFor('doc', 'clinician') })
    expect((await doc.pullAll()).sessions.map((session) => session.id)).toEqual(['s1', 's2'])

    const before = new Date(Date.now() + 1).toISOString()
    expect((await remote('purge', '--before', '2020-01-01')).stdout).toBe('0 sessions removed, with 0 files\n')
    expect((await remote('purge', '--before', before, '--trial')).stdout).toBe('s1\n1 sessions would be removed\n')
    expect((await remote('purge', '--before', before)).stdout).toBe('s1\n1 sessions removed, with 1 files\n')
    // The words that are kept of what was redacted are another matter, and are asked for.
    expect((await remote('purge', '--before', before, '--redacted')).stdout).toBe(
      '0 sessions and 0 redacted messages and edits removed, with 0 files\n',
    )
    await doc.until('the session is gone', () =>
      doc.payloads('sessions:changed').some(({ removed }) => removed.some((gone) => gone === 's1')),
    )
    const { sessions, entries } = await doc.pullAll()
    expect([sessions.map((session) => session.id), entries.filter((entry) => entry.sessionId === 's1')]).toEqual([
      ['s2'],
      [],
    ])
    expect(await doc.send('s1', 'hello?')).toMatchObject({ success: false, code: 'notFound' })
    expect((await pat.fetch(`/api/attachments/${id}`)).status).toBe(404)
    const files = await readdir(join(relay.dataDir, 'attachments'), { recursive: true, withFileTypes: true })
    expect(files.filter((file) => file.isFile())).toEqual([])
    doc.close()
  })
})

const [changesSchema] = syncPullAckSchema.options

describe('a backup', () => {
  it('made while messages pour in holds every message that was acknowledged before it began, and is whole', async () => {
    const pat = await connectNative({ url: relay.url, token: await tokenFor('pat', 'patient') })
    const user = await asUser('pat', 'patient')
    const { id: attachmentId } = await user.upload('s1', onePixelPng)
    await user.postJson('/api/sessions/s1/messages', { text: 'see', type: 'image', attachments: [attachmentId] })
    const before: string[] = []
    for (let sent = 0; sent < 50; sent++) {
      const id = newEntryId()
      expect(await pat.send('s1', `message ${sent}`, { id })).toMatchObject({ success: true })
      before.push(id)
    }
    let isDone = false
    const pouring = (async () => {
      for (let sent = 0; !isDone; sent++)
        expect(await pat.send('s1', `meanwhile ${sent}`)).toMatchObject({ success: true })
    })()
    const target = join(folder, 'backup')
    const made = await admin(['backup', target])
    isDone = true
    await pouring
    expect(made.stderr).toBe('')
    expect(made.stdout).toMatch(/^whole: 0 users, 1 sessions, \d+ entries, 1 files, version 0/)
    expect((await admin(['check', target])).code).toBe(0)
    const copy = await openSqliteStore({ file: join(target, 'relay.db') })
    const [session] = await copy.sessions.list('everything')
    if (!session) throw new Error('the backup has no session')
    const entries = await copy.log.read({ sessionId: session.id, thread: 'care', limit: 10_000, from: { after: 0 } })
    await copy.close()
    expect(entries.map(({ id }) => id)).toEqual(expect.arrayContaining(before))
    pat.close()
  })

  it('is restored to a relay that then has the same messages and files, and what was there is set aside', async () => {
    const user = await asUser('pat', 'patient')
    const { id } = await user.upload('s1', onePixelPng)
    await user.postJson('/api/sessions/s1/messages', { text: 'kept', type: 'image', attachments: [id] })
    const changes = async (of: typeof user, since: string | null) =>
      changesSchema.parse(await (await of.postJson('/api/sync', { scope: 'changes', since })).json())
    const target = join(folder, 'backup')
    const { token: before = '' } = await changes(user, null)
    expect(await changes(user, before)).toMatchObject({ sessions: [] })
    await admin(['backup', target])
    await user.postJson('/api/sessions/s1/messages', { text: 'lost' })
    const { token: after = '' } = await changes(user, before)

    expect((await admin(['restore', target])).stderr).toContain('a relay runs on this data')
    await relay.kill()
    expect((await admin(['restore', target])).stdout).toMatch(/^restored\nwhat was there is now relay\.db\.before-/)
    await relay.restart()
    const again = await asUser('pat', 'patient')
    // Of a past that the backup has not had: all is told anew, whatever its number.
    for (const token of [before, after])
      expect(await changes(again, token)).toMatchObject({ complete: true, sessions: [{ id: 's1' }] })
    const history = await (await again.fetch('/api/sessions/s1/messages')).text()
    expect([history.includes('kept'), history.includes('lost')]).toEqual([true, false])
    const content = Buffer.from(await (await again.fetch(`/api/attachments/${id}`)).arrayBuffer())
    expect(content.equals(onePixelPng)).toBe(true)
  })

  it('that lacks a file or a page is told from a whole one, and is not restored', async () => {
    const user = await asUser('pat', 'patient')
    await user.upload('s1', onePixelPng)
    const target = join(folder, 'backup')
    await admin(['backup', target])
    expect((await admin(['backup', target])).stderr).toContain('not empty')
    const hash = sha256Of(onePixelPng)
    const file = join(target, 'attachments', hash.slice(0, 2), hash)
    await writeFile(file, 'something else')
    expect((await admin(['check', target])).stderr).toContain(`${hash} has another content`)
    await rm(file)
    expect((await admin(['check', target])).stderr).toContain(`${hash} is missing`)
    await relay.kill()
    expect((await admin(['restore', target])).stderr).toContain('The backup is not whole')
    await writeFile(join(target, 'relay.db'), 'no database, and long enough to be taken for one '.repeat(200))
    expect((await admin(['check', target])).stderr).toContain('damaged or is not a database')
  })
})
