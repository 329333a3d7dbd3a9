import { describe, expect, onTestFinished, test } from 'vitest'
import type { PlaceInThread } from '../../../src/shared/ipc/message.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { type SessionId, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import {
  firstSession,
  openRelayWithCores,
  password,
  type RelayWithCores,
  secondSession,
} from '../../support/console/relayWithCores.ts'
import {
  makeDataDir,
  newEntryId,
  quickTimings,
  removeDataDir,
  type StartedCore,
} from '../../support/console/startCore.ts'
import { watchDisk } from '../../support/console/watchDisk.ts'
import { until } from '../../support/time/until.ts'

const marker = 'MARKER-4T'
const care = { sessionId: firstSession, thread: 'care' } as const

const numbered = (what: string, count: number) => Array.from({ length: count }, (_, index) => `${what} ${index + 1}`)

/** The relay's rules, asked without a socket. */
const asked = ({ relay: { useCases: rules } }: RelayWithCores) => rules()

async function fill(fixture: RelayWithCores, sessionId: SessionId, texts: readonly string[]): Promise<void> {
  const { appendMessage } = asked(fixture)
  const principal = { userId: userIdSchema.parse('patient-1'), role: 'patient', name: 'Pat One' } as const
  for (let from = 0; from < texts.length; from += 100) {
    await Promise.all(
      texts
        .slice(from, from + 100)
        .map((text) => appendMessage(principal, { id: newEntryId(), sessionId, thread: 'care', type: 'text', text })),
    )
  }
}

const part = async (console: StartedCore, from: PlaceInThread, limit = 50, at: { sessionId: SessionId } = care) =>
  console.core.handlers.readEntries({ ...at, thread: 'care', from, limit })

const seqs = (entries: readonly Pick<Entry, 'seq'>[]) => entries.map(({ seq }) => seq)
const summaryOf = async (console: StartedCore, id: SessionId) =>
  (await console.state()).sessions.find((session) => session.id === id)
const headOf = async (fixture: RelayWithCores, id = firstSession) => (await fixture.log(id)).at(-1)?.seq ?? 0

/** A console with a disk that can be looked at, signed in and live. */
async function open(fixture: RelayWithCores, user = 'clinician', dataDir?: string) {
  const disk = watchDisk()
  const console = fixture.console({ openStorage: disk.openStorage, ...(dataDir !== undefined && { dataDir }) })
  await console.core.handlers.signIn({ relayUrl: fixture.link.url, user, password })
  await console.untilLive()
  return { disk, console }
}

function ownDataDir(): string {
  const dataDir = makeDataDir()
  onTestFinished(() => removeDataDir(dataDir))
  return dataDir
}

describe('a clinician on a fresh disk', () => {
  test('has the newest 200 of each open session at once, then the rest of the hole, and only then counts as having all', async () => {
    const fixture = await openRelayWithCores()
    for (const id of [firstSession, secondSession]) {
      await fixture.relay.putSession(id, { clinician: 'clinician', 'patient-1': 'patient' })
      await fill(fixture, id, numbered('said', 450))
    }
    const head = await headOf(fixture)
    const { console, disk } = await open(fixture)
    expect(await summaryOf(console, firstSession)).toMatchObject({
      preview: { text: 'said 450' },
      unread: { care: 100 },
    })
    await until('all is here', () => disk.ranges(firstSession).join() === `1-${head}`, 20_000)
    expect(await console.entries(firstSession)).toEqual(await fixture.log(firstSession))
    await until('it is delivered', async () => {
      const marks = await fixture.relay.store().watermarks.of([firstSession])
      return marks.some(({ userId, deliveredUpTo }) => userId === 'clinician' && deliveredUpTo === head)
    })
  })

  test('does not fetch a long hole, and no watermark goes over it until it is read and filled', async () => {
    const fixture = await openRelayWithCores()
    await fill(fixture, firstSession, numbered('said', 1_400))
    const head = await headOf(fixture)
    const { console, disk } = await open(fixture)
    const newest = `${head - 199}-${head}`
    await until('the newest are here', () => disk.ranges(firstSession).join() === newest)
    const mark = async () =>
      (await fixture.relay.store().watermarks.of([firstSession])).find(({ userId }) => userId === 'clinician')
    await fixture.sendAsPatient(secondSession, 'elsewhere')
    await until('what has no hole is delivered', async () => {
      const marks = await fixture.relay.store().watermarks.of([secondSession])
      return marks.some(({ userId, deliveredUpTo }) => userId === 'clinician' && deliveredUpTo > 0)
    })
    expect(await mark()).toBeUndefined()
    expect(disk.ranges(firstSession)).toEqual([newest])

    await console.core.handlers.saveWorkspace({ workspace: null, openSessions: [firstSession] })
    await console.core.handlers.markSeen({ ...care, upTo: head })
    await until('the hole is filled', () => disk.ranges(firstSession).join() === `1-${head}`, 20_000)
    await until('it is read', async () => (await mark())?.readUpTo === head)
  })

  test('scrolls over holes and jumps far back without all between', async () => {
    const fixture = await openRelayWithCores()
    await fill(fixture, firstSession, numbered('said', 2_500))
    const whole = await fixture.log(firstSession)
    const { console, disk } = await open(fixture)
    const far = await part(console, { kind: 'around', seq: 300 })
    expect(far.entries).toEqual(whole.slice(274, 324))
    expect([far.earlier.kind, far.later.kind]).toEqual(['more', 'more'])
    expect(disk.rows('entry')).toBeLessThan(700)
    let entries = (await part(console, { kind: 'end' })).entries
    while (entries[0] && entries[0].seq > 1_900) {
      const earlier = await part(console, { kind: 'before', seq: entries[0].seq }, 200)
      entries = [...earlier.entries, ...entries]
    }
    expect(entries).toEqual(whole.slice(-entries.length))
    const onwards = await part(console, { kind: 'after', seq: 324 }, 300)
    expect(onwards.entries).toEqual(whole.slice(324, 624))
    const start = await part(console, { kind: 'before', seq: 20 })
    expect([seqs(start.entries).length, start.earlier.kind]).toEqual([19, 'nothing'])
  })
})

describe('somebody who looks on', () => {
  async function openWatched(sessions: number, messages: number) {
    const fixture = await openRelayWithCores()
    await fixture.relay.putUser('boss', { name: 'Boss', role: 'admin', password })
    const ids = numbered('watched', sessions).map((name) => sessionIdSchema.parse(name.replace(' ', '-')))
    for (const id of ids) {
      await fixture.relay.putSession(id, { clinician: 'clinician', 'patient-1': 'patient' })
      const texts = numbered('said', messages)
      texts[Math.floor(messages / 2)] = `${marker} of ${id}`
      await fill(fixture, id, texts)
    }
    return { fixture, ids }
  }

  test('has last words and clocks of all, and no word of what was never opened on the disk', async () => {
    const { fixture, ids } = await openWatched(12, 60)
    const { console, disk } = await open(fixture, 'boss')
    for (const id of ids) {
      const summary = await summaryOf(console, id)
      expect(summary).toMatchObject({ preview: { text: 'said 60' }, unread: { care: 0 } })
      expect(summary?.owedSince).not.toBeNull()
    }
    await fill(fixture, ids[0] ?? firstSession, ['said live'])
    await until(
      'it shows',
      async () => (await summaryOf(console, ids[0] ?? firstSession))?.preview?.text === 'said live',
    )
    expect([disk.rows('entry'), disk.rows('range')]).toEqual([0, 0])
    expect(disk.holds(marker)).toBe(false)
    await console.close()
  })

  test('has what a tab shows, live, and forgets it when the tab is closed, at the latest at the next start', async () => {
    const { fixture, ids } = await openWatched(2, 60)
    const dataDir = ownDataDir()
    const { console, disk } = await open(fixture, 'boss', dataDir)
    const [one, two] = [ids[0] ?? firstSession, ids[1] ?? secondSession]
    const said = async (id: SessionId) => (await part(console, { kind: 'end' }, 200, { sessionId: id })).entries
    expect(JSON.stringify(await said(one))).toContain(`${marker} of ${one}`)
    await console.core.handlers.saveWorkspace({ workspace: null, openSessions: [one, two] })
    await until('the other tab is filled', () => disk.ranges(two).length === 1)
    await fill(fixture, one, ['said live'])
    await until('it is here', async () => (await said(one)).at(-1)?.seq === (await headOf(fixture, one)))
    expect(disk.holds(`${marker} of ${one}`)).toBe(true)

    await console.core.handlers.saveWorkspace({ workspace: null, openSessions: [two] })
    expect([disk.ranges(one), disk.ranges(two).length]).toEqual([[], 1])
    expect(disk.holds(`${marker} of ${one}`)).toBe(false)
    expect(await summaryOf(console, one)).toMatchObject({ preview: { text: 'said live' } })
    await console.close()

    // The last start knew of a tab; this one learns of none.
    const again = watchDisk()
    const next = fixture.console({ openStorage: again.openStorage, dataDir })
    await next.untilLive()
    expect(again.ranges(two)).toHaveLength(1)
    await next.core.handlers.saveWorkspace({ workspace: null, openSessions: [] })
    expect([again.rows('entry'), again.rows('range')]).toEqual([0, 0])
    expect(again.holds(marker)).toBe(false)
  })

  test('visits a session that is not listed, which goes with its tab', async () => {
    const { fixture, ids } = await openWatched(1, 5)
    const id = ids[0] ?? firstSession
    const { console, disk } = await open(fixture, 'boss')
    const items = (await console.core.handlers.findSessions({ text: id, state: 'any' })).items
    expect(items.map((item) => item.id)).toEqual([id])
    await console.core.handlers.visitSession({ sessionId: id })
    expect(await summaryOf(console, id)).toMatchObject({ isListed: true })
    await expect(console.core.handlers.visitSession({ sessionId: sessionIdSchema.parse('nowhere') })).rejects.toThrow(
      'There is no such session',
    )
    expect(disk.rows('session')).toBe(4)
  })
})

describe('while the console was away', () => {
  async function openHeld(messages: number) {
    const fixture = await openRelayWithCores()
    await fill(fixture, firstSession, numbered('said', messages))
    const dataDir = ownDataDir()
    const first = await open(fixture, 'clinician', dataDir)
    const whole = `1-${await headOf(fixture)}`
    await until('all is here', () => first.disk.ranges(firstSession).join() === whole, 20_000)
    return { fixture, dataDir, ...first }
  }

  const redact = async (fixture: RelayWithCores, { id: target }: Pick<Entry, 'id'>) => {
    const principal = { userId: userIdSchema.parse('patient-1'), role: 'patient', name: 'Pat One' } as const
    await asked(fixture).redactMessage(principal, { id: newEntryId(), ...care, target })
  }

  test('what was taken back in the gap is taken off the disk, and what follows joins what is held', async () => {
    const { fixture, console, disk, dataDir } = await openHeld(30)
    const target = (await fixture.log(firstSession)).find(
      ({ body }) => body.kind === 'message' && body.text === 'said 7',
    )
    await console.close()
    await fill(fixture, firstSession, numbered('later', 250))
    if (target) await redact(fixture, target)
    await fill(fixture, firstSession, numbered('latest', 250))
    const again = watchDisk()
    const next = fixture.console({ openStorage: again.openStorage, dataDir })
    await next.untilLive()
    await until('all is here', async () => again.ranges(firstSession).join() === `1-${await headOf(fixture)}`, 20_000)
    expect(await next.entries(firstSession)).toEqual(await fixture.log(firstSession))
    expect(again.holds('said 7"')).toBe(false)
    expect(disk).not.toBe(again)
  })

  test('a gap that is too long to fill takes what was held before it with it', async () => {
    const { fixture, console, dataDir } = await openHeld(30)
    await console.close()
    await fill(fixture, firstSession, numbered('later', 1_300))
    const head = await headOf(fixture)
    const again = watchDisk()
    const next = fixture.console({ openStorage: again.openStorage, dataDir })
    await next.untilLive()
    await until('the newest are here', () => again.ranges(firstSession).join() === `${head - 199}-${head}`)
    expect(again.holds('said 7"')).toBe(false)
    expect(await summaryOf(next, firstSession)).toMatchObject({
      preview: { text: 'later 1300' },
      unread: { care: 100 },
    })
    const end = await part(next, { kind: 'before', seq: head - 199 })
    expect(end.entries).toEqual((await fixture.log(firstSession)).slice(-250, -200))
  })

  test('what is not held says why it cannot be shown, and is there when the line is', async () => {
    const fixture = await openRelayWithCores()
    await fill(fixture, firstSession, numbered('said', 1_400))
    const { console, disk } = await open(fixture)
    await until('the newest are here', () => disk.ranges(firstSession).length === 1)
    fixture.link.refuse(true)
    fixture.link.cut()
    await until('it is offline', async () => (await console.state()).link.mode === 'offline')
    const first = Number(disk.ranges(firstSession)[0]?.split('-')[0])
    const lacking = await part(console, { kind: 'before', seq: first + 10 })
    expect(seqs(lacking.entries)).toEqual(Array.from({ length: 10 }, (_, index) => first + index))
    expect(lacking).toMatchObject({
      earlier: { kind: 'lacking', failure: { kind: 'offline' } },
      later: { kind: 'more' },
    })
    fixture.link.refuse(false)
    await console.untilLive()
    const there = await part(console, { kind: 'before', seq: first + 10 })
    expect([there.entries.length, there.earlier.kind]).toEqual([50, 'more'])
  })

  test('reading that was interrupted goes on at the next start', async () => {
    const fixture = await openRelayWithCores()
    await fill(fixture, firstSession, numbered('said', 900))
    const dataDir = ownDataDir()
    const { console, disk } = await open(fixture, 'clinician', dataDir)
    await until('something is here', () => disk.ranges(firstSession).length === 1)
    await console.close()
    const again = watchDisk()
    const next = fixture.console({ openStorage: again.openStorage, dataDir, timings: quickTimings })
    await next.untilLive()
    await until('all is here', async () => again.ranges(firstSession).join() === `1-${await headOf(fixture)}`, 20_000)
    expect(await next.entries(firstSession)).toEqual(await fixture.log(firstSession))
  })
})
