import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { uploadLimits } from '../../../relay/attachments/uploadLimits.ts'
import { createSqliteStore, openSqliteFile } from '../../../relay/store/database/openSqliteStore.ts'
import { attachmentIdSchema } from '../../../src/shared/model/files/attachment.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { invitationIdSchema } from '../../../src/shared/protocol/invitation.ts'

async function openFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rounds-held-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'relay.db')
}

test('reads and the event loop go on while another program holds the write lock, and writes wait for it', async () => {
  const file = await openFile()
  const store = await createSqliteStore(openSqliteFile(file))
  onTestFinished(() => store.close())
  const other = openSqliteFile(file)
  onTestFinished(() => void other.close())
  other.exec('begin immediate')
  let isStored = false
  const written = store.users.put({ id: userIdSchema.parse('doc'), name: 'Doc', role: 'clinician' }, 1).then(() => {
    isStored = true
  })
  let turns = 0
  for (; turns < 20; turns += 1) {
    expect(await store.users.find(userIdSchema.parse('doc'))).toBeUndefined()
    await new Promise((resolve) => void setImmediate(resolve))
  }
  expect([turns, isStored]).toEqual([20, false])
  other.exec('rollback')
  await written
  expect((await store.users.find(userIdSchema.parse('doc')))?.name).toBe('Doc')
})

test('frequent queries use an index, and none scans a whole table', async () => {
  const database = openSqliteFile(await openFile())
  const prepared = new Set<string>()
  const prepare = database.prepare.bind(database)
  database.prepare = ((sql: string) => {
    prepared.add(sql)
    return prepare(sql)
  }) as typeof database.prepare
  const store = await createSqliteStore(database)
  onTestFinished(() => store.close())
  prepared.clear()
  const user = userIdSchema.parse('pat')
  const session = sessionIdSchema.parse('s1')
  const id = entryIdSchema.parse(randomUUID())
  const file = { name: 'a.txt', bytes: 1, sha256: 'a'.repeat(64), mediaType: null, entryId: null }
  const upload = {
    id: attachmentIdSchema.parse(randomUUID()),
    sessionId: session,
    thread: 'care',
    createdAtMs: 1,
    receivedAtMs: 1,
  } as const
  // There is no such session; whether the uploader has too many open is asked before.
  await expect(store.attachments.begin({ ...file, ...upload, uploaderId: user }, uploadLimits)).rejects.toThrow()
  await store.attachments.removeUnsentBefore(1, 100)
  await store.refreshTokens.revokeAllOf(user, 1)
  await store.retention.purgeable(1, 100, null)
  await store.retention.purge(session, 1)
  await store.log.countUnread(user, [session])
  await store.log.readMessages({ sessionId: session, thread: 'care', limit: 50 })
  await store.log.standingAmendments({ sessionId: session, thread: 'care', targets: [1] })
  await store.log.findPlaces({ sessionId: session, thread: 'care', ids: [id] })
  await store.log.findInThread({ sessionId: session, thread: 'care', id })
  const invitation = { id: invitationIdSchema.parse(randomUUID()), sessionId: session, userId: user }
  await expect(store.invitations.insert({ ...invitation, createdAtMs: 1, expiresAtMs: 2 })).rejects.toThrow()
  const plans = [...prepared]
    .filter((sql) => /^(select|update|delete)/i.test(sql))
    .map((sql) => {
      const parameters = Array.from({ length: sql.split('?').length - 1 }, () => null)
      const rows = prepare(`explain query plan ${sql}`).all(...parameters) as { readonly detail: string }[]
      return { sql, details: rows.map(({ detail }) => detail) }
    })
  expect(plans.length).toBeGreaterThan(6)
  // `some` is what a subquery with a limit has found.
  const scans = plans.filter(({ details }) => details.some((detail) => /^SCAN (?!some$)\w+$/.test(detail)))
  expect(scans).toEqual([])
  const planOf = (part: string) => plans.find(({ sql }) => sql.includes(part))?.details.join('; ')
  expect(planOf('substr(body_json')).toContain('entries_messages')
  expect(planOf('"stands" = 1')).toContain('amendments_standing')
  expect(planOf('delete from "invitations"')).toContain('invitations_unused (expires_at_ms<?)')
  // Also in a thread of any length.
  const byId = plans.filter(({ sql }) => /^select [^(]* from "entries" where .*"id" (=|in) /.test(sql))
  expect(byId).toHaveLength(2)
  for (const { sql, details } of byId)
    expect(details.join('; '), sql).toMatch(/^SEARCH entries USING INDEX \w+ \(id=\?/)
})
