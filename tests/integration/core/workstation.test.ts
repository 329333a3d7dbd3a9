import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { KeySafe } from '../../../src/main/core/runtime/keySafe.ts'
import { type ConsoleDatabase, openDatabase } from '../../../src/main/storage/openDatabase.ts'
import { createStorage } from '../../../src/main/storage/openStorage.ts'
import type { OpenStorage } from '../../../src/main/storage/storage.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'
import { tokensSchema } from '../../../src/shared/protocol/rest.ts'
import { firstSession, openRelayWithCores } from '../../support/console/relayWithCores.ts'
import { makeDataDir, newEntryId, plainKeySafe, quickTimings, removeDataDir } from '../../support/console/startCore.ts'
import { until } from '../../support/time/until.ts'

function ownDataDir(): string {
  const dataDir = makeDataDir()
  onTestFinished(() => removeDataDir(dataDir))
  return dataDir
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => join(item.parentPath, item.name))
}

const lostKeySafe: KeySafe = {
  ...plainKeySafe,
  unwrap: () => {
    throw new FailureError('wrongKey', 'The key store does not know this key.')
  },
}

/** A `fetch` that keeps the tokens it brings, so that a test can look for them. */
function tokenKeepingFetch() {
  const tokens: string[] = []
  const keepingFetch: typeof fetch = async (...request) => {
    const response = await fetch(...request)
    const brought = tokensSchema.safeParse(
      await response
        .clone()
        .json()
        .catch(() => null),
    )
    if (brought.success) tokens.push(brought.data.token, brought.data.refreshToken)
    return response
  }
  return { tokens, fetch: keepingFetch }
}

/** An `openStorage` whose database a test can fill up. */
function fillableStorage() {
  let db: ConsoleDatabase | undefined
  const openStorage: OpenStorage = (options) => {
    db = openDatabase(options)
    return createStorage(db)
  }
  return {
    openStorage,
    fill: () => void db?.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`),
    free: () => void db?.pragma('max_page_count = 1000000'),
  }
}

describe('a full disk', () => {
  test('refuses a message plainly and keeps the draft; the same message goes when there is room', async () => {
    const fixture = await openRelayWithCores()
    const disk = fillableStorage()
    const console = await fixture.signedInConsole({ openStorage: disk.openStorage })
    const thread = { sessionId: firstSession, thread: 'care' } as const
    await console.core.handlers.saveDraft({ ...thread, text: 'begun' })
    disk.fill()
    const text = 'long '.repeat(3_000)
    await expect(console.send(firstSession, text)).rejects.toThrow('The disk of this workstation is full')
    const state = await console.state()
    expect(state.pending).toEqual([])
    expect(state.sessions.find(({ id }) => id === firstSession)?.drafts.care).toBe('begun')
    disk.free()
    await console.send(firstSession, text)
    await console.untilSent()
    expect(await fixture.texts(firstSession)).toEqual([text])
  })

  test('is reported when entries cannot be stored, and what was missed is fetched when there is room', async () => {
    const fixture = await openRelayWithCores()
    const disk = fillableStorage()
    const console = await fixture.signedInConsole({ openStorage: disk.openStorage })
    disk.fill()
    for (let count = 1; count <= 8; count++) await fixture.sendAsPatient(firstSession, `${count} ${'x'.repeat(4_000)}`)
    await until('the full disk is reported', async () => (await console.state()).trouble?.kind === 'diskFull')
    disk.free()
    await until('all is here', async () => (await console.texts(firstSession)).length === 8)
    expect(await console.entries(firstSession)).toEqual(await fixture.log(firstSession))
    await until('there is room again', async () => (await console.state()).trouble === null)
    expect(console.payloads('troubleChanged').at(-1)).toEqual({ trouble: null })
  })
})

test('a full disk is no reason to fetch everything ever more often: one attempt waits, whatever comes in', async () => {
  let pulls = 0
  const fixture = await openRelayWithCores({
    wrapStore: (store) => ({
      ...store,
      watermarks: {
        ...store.watermarks,
        of: async (...request) => {
          pulls += 1
          const marks = await store.watermarks.of(...request)
          // While a list is under way, more comes in that cannot be stored.
          await new Promise((resolve) => systemClock.after(50, () => resolve(null)))
          return marks
        },
      },
    }),
  })
  let isFull = false
  const openFullStorage: OpenStorage = (options) => {
    const storage = createStorage(openDatabase(options))
    const transact: typeof storage.transact = (work) => {
      if (isFull) throw new FailureError('diskFull', 'Not a byte more.')
      return storage.transact(work)
    }
    return { ...storage, transact }
  }
  const timings = { ...quickTimings, reconnect: { firstMs: 100, longestMs: 400 } }
  const console = await fixture.signedInConsole({ openStorage: openFullStorage, timings })
  isFull = true
  const begunAt = Date.now()
  const before = pulls
  let count = 0
  await until('some seconds have passed, with a message every few milliseconds', async () => {
    count += 1
    await fixture.sendAsPatient(firstSession, `text ${count}`)
    return Date.now() - begunAt > 4_000
  })
  expect(console.payloads('troubleChanged').some(({ trouble }) => trouble?.kind === 'diskFull')).toBe(true)
  // At most one for each shortest wait of the back-off at its longest, and the first few.
  expect(pulls - before).toBeLessThan((Date.now() - begunAt) / 200 + 6)
  expect(pulls - before).toBeGreaterThan(3)
  isFull = false
  await until('all is here', async () => (await console.texts(firstSession)).length === count)
})

describe('data that cannot be opened', () => {
  test.each([
    ['the key is lost', { keySafe: lostKeySafe }, undefined],
    ['the database is damaged', {}, 'rounds.db'],
    ['the profile is damaged', {}, 'profile.json'],
  ])(
    'when %s, the person is notified, the old file is kept under another name, and signing in fetches everything',
    async (_what, parts, damaged) => {
      const fixture = await openRelayWithCores()
      const dataDir = ownDataDir()
      const console = await fixture.signedInConsole({ dataDir })
      await fixture.sendAsPatient(firstSession, 'hello')
      await until('it is here', async () => (await console.texts(firstSession)).length === 1)
      fixture.link.refuse(true)
      fixture.link.cut()
      await console.send(firstSession, 'unsent')
      await console.close()
      fixture.link.refuse(false)
      const database = filesUnder(dataDir).find((file) => file.endsWith('rounds.db')) ?? ''
      if (damaged)
        writeFileSync(damaged === 'rounds.db' ? database : join(dataDir, damaged), 'not what it was '.repeat(999))
      const bytes = readFileSync(database)

      const again = fixture.console({ dataDir, ...parts })
      const { account } = await again.state()
      expect(account).toMatchObject({ state: 'signedOut', failure: { kind: 'wrongKey' } })
      expect(account.state === 'signedOut' && account.failure?.message).toContain(
        'Messages that were not sent may be in the old file',
      )
      expect(readFileSync(database).equals(bytes)).toBe(true)

      await fixture.signIn(again)
      await again.untilLive()
      expect(await again.texts(firstSession)).toEqual(['hello'])
      const { trouble } = await again.state()
      expect(trouble).toMatchObject({
        kind: 'wrongKey',
        message: expect.stringContaining('messages that were not sent may be in it'),
      })
      const aside = filesUnder(dataDir).find((file) => /rounds-set-aside-\d+\.db$/.test(file)) ?? ''
      expect(readFileSync(aside).equals(bytes)).toBe(true)
      expect(trouble?.message).toContain(aside.slice(dataDir.length + 1))
    },
  )

  test('of a newer version is left as it is, also when signing in', async () => {
    const fixture = await openRelayWithCores()
    const dataDir = ownDataDir()
    let db: ConsoleDatabase | undefined
    const openStorage: OpenStorage = (options) => {
      db = openDatabase(options)
      return createStorage(db)
    }
    const console = await fixture.signedInConsole({ dataDir, openStorage })
    db?.pragma('user_version = 4711')
    await console.close()
    const database = filesUnder(dataDir).find((file) => file.endsWith('rounds.db')) ?? ''
    const hash = () => createHash('sha256').update(readFileSync(database)).digest('hex')
    const before = hash()
    const again = fixture.console({ dataDir })
    expect((await again.state()).account).toMatchObject({ state: 'signedOut', failure: { kind: 'newerDatabase' } })
    await expect(fixture.signIn(again)).rejects.toThrow('newer version of Rounds')
    expect(hash()).toBe(before)
  })
})

test('a window clears only the draft that it wrote, and writes over no other', async () => {
  const fixture = await openRelayWithCores()
  const console = await fixture.signedInConsole()
  const thread = { sessionId: firstSession, thread: 'care' } as const
  const { saveDraft, sendMessage } = console.core.handlers
  const draft = async () => (await console.state()).sessions.find(({ id }) => id === firstSession)?.drafts.care
  await saveDraft({ ...thread, text: 'of window one', replaces: '' })
  await expect(saveDraft({ ...thread, text: 'of window two', replaces: '' })).rejects.toThrow('Another window')
  await saveDraft({ ...thread, text: '', replaces: 'of window two' })
  await sendMessage({ ...thread, id: newEntryId(), text: 'sent by two', draft: '' })
  await sendMessage({ ...thread, id: newEntryId(), text: 'sent by two as well' })
  expect(await draft()).toBe('of window one')
  await saveDraft({ ...thread, text: 'of window one, longer', replaces: 'of window one' })
  await sendMessage({ ...thread, id: newEntryId(), text: 'sent by one', draft: 'of window one, longer' })
  expect(await draft()).toBe('')
})

describe('what is on the disk', () => {
  test('has no word of a message, name, draft or token in any file, and no log has one', async () => {
    const marker = 'MARKERzebra'
    const fixture = await openRelayWithCores()
    await fixture.relay.putUser('patient-1', { name: `Pat ${marker}`, role: 'patient' })
    const dataDir = ownDataDir()
    const { tokens, fetch } = tokenKeepingFetch()
    const console = await fixture.signedInConsole({ dataDir, fetch })
    expect(tokens).toHaveLength(2)
    // Each is long enough not to turn up in some megabytes of ciphertext by chance, as three bytes do.
    const secrets = [marker, 'clinician', 'Clin Ician', 'SQLite format', ...tokens]
    await fixture.sendAsPatient(firstSession, `said ${marker}`)
    await console.send(firstSession, `own ${marker}`)
    await console.untilSent()
    fixture.link.refuse(true)
    fixture.link.cut()
    await console.send(firstSession, `unsent ${marker}`)
    await console.core.handlers.saveDraft({ sessionId: firstSession, thread: 'care', text: `begun ${marker}` })
    await console.core.handlers.saveWorkspace({ workspace: { title: marker }, openSessions: [] })
    expect(JSON.stringify(await console.state()).split(marker).length).toBeGreaterThan(3)

    // While it runs, so that the write-ahead log is there too.
    const check = () => {
      const files = filesUnder(dataDir)
      for (const file of files) {
        const bytes = readFileSync(file)
        for (const secret of secrets) {
          expect(bytes.includes(secret), `${secret} in ${file}`).toBe(false)
          expect(bytes.includes(Buffer.from(secret, 'utf16le')), `${secret} in ${file}`).toBe(false)
        }
        expect(file).not.toMatch(/clinician|patient|session/)
      }
      return files
    }
    expect(check().some((file) => file.endsWith('-wal'))).toBe(true)
    await console.close()
    expect(
      check()
        .map((file) => file.slice(dataDir.length + 1).replace(/[0-9a-f]{32}/, 'FOLDER'))
        .sort(),
    ).toEqual(['FOLDER/rounds.db', 'profile.json'])
    const log = console.logLines.join('\n')
    for (const secret of [marker, 'Clin Ician', 'a good password', ...tokens]) expect(log).not.toContain(secret)
    expect(log).toContain('connected')
  })

  test('settings, workspace and drafts are there after a restart; two users do not see each other’s', async () => {
    const fixture = await openRelayWithCores()
    await fixture.relay.putUser('second', { name: 'Second', role: 'clinician', password: 'another password' })
    const dataDir = ownDataDir()
    const console = await fixture.signedInConsole({ dataDir })
    await console.core.handlers.saveSettings({ colourScheme: 'dark' })
    await console.core.handlers.saveWorkspace({ workspace: { open: [firstSession] }, openSessions: [] })
    await console.core.handlers.saveDraft({ sessionId: firstSession, thread: 'staff', text: 'a note begun' })
    await console.close()

    const again = fixture.console({ dataDir })
    const state = await again.state()
    expect(state).toMatchObject({ settings: { colourScheme: 'dark' }, workspace: { open: [firstSession] } })
    expect(state.sessions[0]?.drafts).toEqual({ care: '', staff: 'a note begun' })
    await again.core.handlers.signIn({ relayUrl: fixture.link.url, user: 'second', password: 'another password' })
    expect(await again.state()).toMatchObject({
      account: { userId: 'second' },
      sessions: [],
      workspace: null,
      settings: { colourScheme: 'system' },
    })
    await fixture.signIn(again)
    expect((await again.state()).workspace).toEqual({ open: [firstSession] })
  })
})
