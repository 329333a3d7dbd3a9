import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type SessionId, sessionIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { closingOfFile, linksInFile, openingOfFile } from '../../../../src/shared/model/record/recordFile.ts'
import type { RecordLink } from '../../../../src/shared/model/record/sessionRecord.ts'
import { verifyRecord } from '../../../../src/shared/model/record/verifyRecord.ts'
import type { Thread } from '../../../../src/shared/model/thread.ts'
import {
  firstSession,
  openRelayWithCores,
  password,
  type RelayWithCores,
} from '../../../support/console/relayWithCores.ts'
import { newEntryId, type StartedCore } from '../../../support/console/startCore.ts'
import { watchDisk } from '../../../support/console/watchDisk.ts'
import { until } from '../../../support/time/until.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const patient = { userId: userIdSchema.parse('patient-1'), role: 'patient', name: 'Pat One' } as const
const care = { sessionId: firstSession, thread: 'care' } as const
const clinician = { userId: userIdSchema.parse('clinician'), role: 'clinician', name: 'Clin Ician' } as const

/** The relay's rules, asked without a socket. */
const rulesOf = ({ relay: { useCases: rules } }: RelayWithCores) => rules()

async function write(
  fixture: RelayWithCores,
  count: number,
  { sessionId = firstSession, thread = 'care' }: { readonly sessionId?: SessionId; readonly thread?: Thread } = {},
): Promise<void> {
  const { appendMessage } = rulesOf(fixture)
  const author = thread === 'care' ? patient : clinician
  for (let from = 0; from < count; from += 200) {
    const texts = Array.from({ length: Math.min(200, count - from) }, (_, index) => `said ${from + index + 1}`)
    await Promise.all(
      texts.map((text) => appendMessage(author, { id: newEntryId(), sessionId, thread, type: 'text', text })),
    )
  }
}

/** Makes a record part by part, as the screen does. `between` is called after each part. */
async function record(
  { core }: StartedCore,
  threads: readonly Thread[] = ['care'],
  sessionId = firstSession,
  between?: () => Promise<unknown>,
) {
  const { header, start } = await core.handlers.exportSession({ sessionId, threads: [...threads] })
  const links: RecordLink[] = []
  for (;;) {
    const after = { links: links.length, hash: links.at(-1)?.hash ?? start }
    const part = await core.handlers.readRecord({ header, after })
    if (part.links.length === 0) break
    links.push(...part.links)
    await between?.()
  }
  const head = { entries: links.length, hash: links.at(-1)?.hash ?? start }
  const file = openingOfFile(header, start) + linksInFile(links, true) + closingOfFile(head)
  return { header, links, entries: links.map(({ entry }) => entry), head, file }
}

const verdictOf = ({ file }: { readonly file: string }) => verifyRecord(JSON.parse(file), sha256)

async function looksOn(fixture: RelayWithCores) {
  await fixture.relay.putUser('boss', { name: 'Boss', role: 'admin', password })
  const disk = watchDisk()
  const console = fixture.console({ openStorage: disk.openStorage })
  await console.core.handlers.signIn({ relayUrl: fixture.link.url, user: 'boss', password })
  await console.untilLive()
  return { console, disk }
}

describe('the record of a session', () => {
  test('has every entry of a long one as it was logged, and leaves nothing on the disk of who only looks on', async () => {
    const fixture = await openRelayWithCores()
    await write(fixture, 3_000)
    const { console, disk } = await looksOn(fixture)
    const before = disk.rows('entry')
    const whole = await record(console)
    expect(whole.entries).toEqual(await fixture.log(firstSession))
    expect(whole.entries.length).toBeGreaterThan(3_000)
    expect(verdictOf(whole)).toEqual({ kind: 'whole', head: whole.head })
    expect(whole.header).toMatchObject({
      session: { id: firstSession, active: true },
      exported: { by: { userId: 'boss', name: 'Boss', role: 'admin' }, isFromRelay: true },
      threads: [{ thread: 'care', entries: whole.entries.length }],
    })
    expect(Math.abs(whole.header.exported.at - Date.now())).toBeLessThan(60_000)
    expect(disk.rows('entry')).toBe(before)

    // A redaction that comes meanwhile refuses it: the words may be in a part that was made before.
    let isTakenBack = false
    const takeBack = async () => {
      if (isTakenBack) return
      isTakenBack = true
      const target = whole.entries.find(({ body }) => body.kind === 'message')?.id ?? newEntryId()
      await rulesOf(fixture).redactMessage(patient, { ...care, id: newEntryId(), target })
    }
    await expect(record(console, ['care'], firstSession, takeBack)).rejects.toThrow('Something was taken back')
    expect((await record(console)).file).not.toContain('"said 1"')
  })

  test('has the staff thread only when it is asked for, edits, reactions, and no words of what was taken back; of a closed session as well', async () => {
    const fixture = await openRelayWithCores()
    await write(fixture, 3)
    await write(fixture, 2, { thread: 'staff' })
    const console = await fixture.signedInConsole()
    const ofPatient = await record(console)
    expect(new Set(ofPatient.entries.map(({ thread }) => thread))).toEqual(new Set(['care']))
    const both = await record(console, ['staff', 'care'])
    expect(both.entries).toEqual([...(await fixture.log(firstSession)), ...(await fixture.log(firstSession, 'staff'))])
    expect(verdictOf(both)).toMatchObject({ kind: 'whole' })

    const rules = rulesOf(fixture)
    const [first, second] = (await fixture.log(firstSession)).filter(({ body }) => body.kind === 'message')
    if (!first || !second) throw new Error('nothing was said')
    await rules.editMessage(patient, { ...care, id: newEntryId(), target: first.id, text: 'said better' })
    await rules.editMessage(patient, { ...care, id: newEntryId(), target: second.id, text: 'said MARKER' })
    await rules.redactMessage(patient, { ...care, id: newEntryId(), target: second.id, reason: 'wrong patient' })
    await rules.reactToMessage(clinician, { ...care, id: newEntryId(), target: first.id, emoji: '👍', on: true })
    await until(
      'it has come',
      async () => (await console.entries(firstSession)).length === (await fixture.log(firstSession)).length,
    )
    const { file, entries } = await record(console)
    expect(entries).toEqual(await fixture.log(firstSession))
    expect(entries.map(({ body }) => body.kind).slice(-4)).toEqual(['edit', 'edit', 'redaction', 'reaction'])
    expect(file).toContain('said better')
    expect(file).toContain('wrong patient')
    expect(file).not.toContain('MARKER')
    expect(file).not.toContain('said 2')

    const participants = [
      { userId: 'clinician', role: 'clinician' as const },
      { userId: 'patient-1', role: 'patient' as const },
    ]
    await fixture.relay.putSession(firstSession, { kind: 'chat', participants, active: false })
    const closed = await record(console)
    expect(closed.header.session.active).toBe(false)
    expect(closed.entries).toEqual(await fixture.log(firstSession))

    await fixture.relay.putUser('pat', { name: 'Pat', role: 'patient', password })
    await fixture.relay.putSession('own', { clinician: 'clinician', pat: 'patient' })
    const other = fixture.console()
    await other.core.handlers.signIn({ relayUrl: fixture.link.url, user: 'pat', password })
    await other.untilLive()
    const own = sessionIdSchema.parse('own')
    await expect(record(other, ['care', 'staff'], own)).rejects.toThrow('not open to you')
    await expect(record(other, ['care'])).rejects.toThrow('There is no such session')
  })

  test('is made without the relay where everything is held, and else says what lacks', async () => {
    const fixture = await openRelayWithCores()
    await write(fixture, 30)
    const disk = watchDisk()
    const console = await fixture.signedInConsole({ openStorage: disk.openStorage })
    const head = (await fixture.log(firstSession)).length
    await until('all is here', () => disk.ranges(firstSession).join() === `1-${head}`)
    const { console: other } = await looksOn(fixture)
    await fixture.link.close()
    await until('the line is gone', async () => (await console.state()).link.mode !== 'live')
    const whole = await record(console)
    expect(whole.header.exported.isFromRelay).toBe(false)
    expect(whole.entries).toEqual(await fixture.log(firstSession))
    expect(verdictOf(whole)).toMatchObject({ kind: 'whole' })

    await until('the line is gone', async () => (await other.state()).link.mode !== 'live')
    await expect(record(other)).rejects.toThrow(
      `this workstation lacks entries 1 to ${head} of the care thread. Export again when you are connected.`,
    )
  })
})
