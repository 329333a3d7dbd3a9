import { describe, expect, onTestFinished, test } from 'vitest'
import type { ConsoleDatabase, StorageOptions } from '../../../src/main/storage/openDatabase.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { type EntryId, type SessionId, userIdSchema } from '../../../src/shared/model/ids.ts'
import { putVersion4 } from '../../support/console/olderDatabase.ts'
import {
  firstSession,
  openRelayWithCores,
  password,
  type RelayWithCores,
  secondSession,
  sessionIds,
  thirdSession,
} from '../../support/console/relayWithCores.ts'
import { makeDataDir, newEntryId, removeDataDir, type StartedCore } from '../../support/console/startCore.ts'
import { watchDisk } from '../../support/console/watchDisk.ts'
import { until } from '../../support/time/until.ts'

const clinician = { userId: userIdSchema.parse('clinician'), role: 'clinician', name: 'Clin Ician' } as const
const patient = { userId: userIdSchema.parse('patient-1'), role: 'patient', name: 'Pat One' } as const

const numbered = (what: string, count: number) => Array.from({ length: count }, (_, index) => `${what} ${index + 1}`)

async function sendAsClinician(
  { relay: { useCases: rules } }: RelayWithCores,
  sessionId: SessionId,
  id: EntryId,
  text: string,
) {
  await rules().appendMessage(clinician, { id, sessionId, thread: 'care', type: 'text', text })
}

/** Stores an own message as a console did that has it acknowledged before it has what lies before it. */
function putStray(db: ConsoleDatabase, entry: Entry): void {
  const thread = db
    .prepare<[string], { thread_id: number; held_up_to: number }>(
      `SELECT thread_id, held_up_to FROM thread WHERE session_id = ? AND thread = 'care'`,
    )
    .get(entry.sessionId)
  if (!thread || thread.held_up_to + 1 >= entry.seq) throw new Error('this would be no stray')
  const { seq, id, at, senderId, senderName, senderRole, body } = entry
  db.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
    ...[thread.thread_id, seq, id, at, senderId, senderName, senderRole, body.kind, JSON.stringify(body)],
  )
  db.prepare('UPDATE thread SET head_seq = ? WHERE thread_id = ?').run(seq, thread.thread_id)
}

/** A console's folder, which a console has filled and left while the relay could not be reached, and its file. */
async function openLeft(user: string, leave: (console: StartedCore, fixture: RelayWithCores) => Promise<void>) {
  const fixture = await openRelayWithCores()
  await fixture.relay.putUser('boss', { name: 'Boss', role: 'admin', password })
  for (const id of sessionIds) for (const text of numbered(`before in ${id}`, 12)) await fixture.sendAsPatient(id, text)
  const dataDir = makeDataDir()
  onTestFinished(() => removeDataDir(dataDir))
  const disk = watchDisk()
  let file: StorageOptions | undefined
  const console = fixture.console({
    dataDir,
    openStorage: (options) => {
      file = options
      return disk.openStorage(options)
    },
  })
  await console.core.handlers.signIn({ relayUrl: fixture.link.url, user, password })
  await console.untilLive()
  await leave(console, fixture)
  await console.close()
  if (!file) throw new Error('nothing was opened')
  return { fixture, dataDir, file }
}

const haveAll = (console: StartedCore, fixture: RelayWithCores) =>
  until('all is here', async () => {
    for (const id of sessionIds) {
      const [here, there] = [await console.texts(id), await fixture.texts(id)]
      if (here.length !== there.length) return false
    }
    return true
  })

const inDoubt = newEntryId()
const endOf = async (fixture: RelayWithCores, id: SessionId) => (await fixture.log(id)).at(-1)?.seq ?? 0

async function leaveWithUnsent(console: StartedCore, fixture: RelayWithCores): Promise<void> {
  const { core } = console
  await haveAll(console, fixture)
  const readUpTo = (await endOf(fixture, secondSession)) - 7
  await core.handlers.markSeen({ sessionId: secondSession, thread: 'care', upTo: readUpTo })
  await until('it is read', async () => {
    const marks = await fixture.relay.store().watermarks.of([secondSession])
    return marks.some(({ userId, ...mark }) => userId === 'clinician' && mark.readUpTo === readUpTo)
  })
  fixture.link.refuse(true)
  fixture.link.cut()
  await until('it is offline', async () => (await console.state()).link.mode === 'offline')
  await core.handlers.markSeen({ sessionId: firstSession, thread: 'care', upTo: await endOf(fixture, firstSession) })
  await core.handlers.sendMessage({ id: inDoubt, sessionId: thirdSession, thread: 'care', text: 'in doubt' })
  for (const text of numbered('own', 3)) await console.send(thirdSession, text)
  await core.handlers.saveDraft({ sessionId: firstSession, thread: 'staff', text: 'begun' })
}

describe('the file of a console from before ranges', () => {
  test.each([
    { later: 40, reach: 'near' },
    { later: 1_400, reach: 'far' },
  ])('goes on with $later entries since: nothing is lost, nothing is there twice', async ({ later, reach }) => {
    const { fixture, dataDir, file } = await openLeft('clinician', leaveWithUnsent)
    const readUpTo = await endOf(fixture, firstSession)
    // It had the answer to its message, and not what came before it; of another one it does not know.
    for (const text of numbered('meanwhile', 3)) await fixture.sendAsPatient(firstSession, text)
    const stray = newEntryId()
    await sendAsClinician(fixture, firstSession, stray, 'a stray that is taken back')
    await sendAsClinician(fixture, thirdSession, inDoubt, 'in doubt')
    const strayEntry = (await fixture.log(firstSession)).find(({ id }) => id === stray)
    if (!strayEntry) throw new Error('there is no stray')
    putVersion4(file, (db) => {
      putStray(db, strayEntry)
      db.prepare(`UPDATE outbox SET outcome = 'unknown', attempt_count = 1 WHERE entry_id = ?`).run(inDoubt)
      db.prepare('INSERT INTO draft VALUES (?, ?, ?)').run('gone', 'care', 'in a session that is gone')
    })
    const rules = fixture.relay.useCases()
    for (const text of numbered('later', later)) await fixture.sendAsPatient(firstSession, text)
    const held = (await fixture.log(firstSession)).find(({ body }) => body.kind === 'message' && / 7$/.test(body.text))
    const at = { sessionId: firstSession, thread: 'care' } as const
    await rules.redactMessage(clinician, { id: newEntryId(), ...at, target: stray })
    if (held) await rules.redactMessage(patient, { id: newEntryId(), ...at, target: held.id })

    const disk = watchDisk()
    const console = fixture.console({ dataDir, openStorage: disk.openStorage })
    const before = await console.state()
    expect(before.pending.map(({ text }) => text)).toEqual(['in doubt', 'own 1', 'own 2', 'own 3'])
    expect(before.sessions.map(({ id, unread }) => [id, unread.care]).sort()).toEqual([
      [firstSession, 0],
      [secondSession, 7],
      [thirdSession, 12],
    ])
    expect(disk.ranges(firstSession)).toEqual([`1-${readUpTo}`])

    fixture.link.refuse(false)
    await console.untilLive()
    await console.untilSent()
    const head = await endOf(fixture, firstSession)
    const parts = reach === 'near' ? [`1-${head}`] : [`${head - 199}-${head}`]
    await until('the newest are here', () => disk.ranges(firstSession).join() === parts.join(), 20_000)
    expect(disk.holds('a stray that is taken back')).toBe(false)
    expect(disk.holds(`before in ${firstSession} 7`)).toBe(false)
    for (const id of sessionIds) expect(await console.entries(id)).toEqual(await fixture.log(id))
    expect((await fixture.texts(thirdSession)).slice(12)).toEqual(['in doubt', 'own 1', 'own 2', 'own 3'])
    const marks = async () => await fixture.relay.store().watermarks.of([...sessionIds])
    await until('all is delivered, and read as far as it was', async () => {
      const own = (await marks()).filter(({ userId }) => userId === 'clinician')
      const first = own.find(({ sessionId }) => sessionId === firstSession)
      return first?.deliveredUpTo === head && first.readUpTo === readUpTo
    })
    const { sessions } = await console.state()
    expect(sessions.find(({ id }) => id === firstSession)?.drafts).toEqual({ care: '', staff: 'begun' })
    expect(sessions.find(({ id }) => id === secondSession)).toMatchObject({ unread: { care: 7 } })
    await console.close()
    const again = fixture.console({ dataDir })
    await again.untilLive()
    for (const id of sessionIds) expect(await again.entries(id)).toEqual(await fixture.log(id))
  })

  test('of somebody who looked on has no word of others after the first start, before any relay is reached', async () => {
    const { fixture, dataDir, file } = await openLeft('boss', async (console, left) => {
      await console.core.handlers.saveWorkspace({ workspace: null, openSessions: [...sessionIds] })
      await haveAll(console, left)
      left.link.refuse(true)
      left.link.cut()
    })
    putVersion4(file, (db) => {
      expect(db.prepare<[], { n: number }>('SELECT count(*) AS n FROM entry').get()?.n).toBeGreaterThan(30)
      // That console told nobody which tabs there are.
      db.prepare(`DELETE FROM setting WHERE name = 'openSessions'`).run()
    })
    const disk = watchDisk()
    const console = fixture.console({ dataDir, openStorage: disk.openStorage })
    expect((await console.state()).sessions).toHaveLength(3)
    expect([disk.rows('entry'), disk.rows('range'), disk.rows('session')]).toEqual([0, 0, 3])
    fixture.link.refuse(false)
    await console.untilLive()
    for (const session of (await console.state()).sessions)
      expect(session).toMatchObject({ preview: { text: `before in ${session.id} 12` } })
    expect([disk.rows('entry'), disk.rows('range')]).toEqual([0, 0])
    expect(disk.holds(`before in ${firstSession} 7`)).toBe(false)
  })
})
