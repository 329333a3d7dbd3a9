import { describe, expect, test } from 'vitest'
import { type OpenSocket, openSocket } from '../../../src/client/openSocket.ts'
import type { SendRequest } from '../../../src/client/relaySocket.ts'
import { type Entry, entrySchema } from '../../../src/shared/model/entry.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import type { UpAnswer, UpEvent } from '../../../src/shared/protocol/up.ts'
import {
  firstSession,
  openRelayWithCores,
  type RelayWithCores,
  secondSession,
} from '../../support/console/relayWithCores.ts'
import type { StartedCore } from '../../support/console/startCore.ts'
import { watchDisk } from '../../support/console/watchDisk.ts'
import { until } from '../../support/time/until.ts'

const care = { sessionId: firstSession, thread: 'care' } as const
const numbered = (what: string, count: number) => Array.from({ length: count }, (_, index) => `${what} ${index + 1}`)

/** Returns what is different in an answer of the relay. */
type Alter = (event: UpEvent, answer: object) => object

/** A real connection, of which answers can be altered on their way, and the version that the client says it speaks. */
function alterable() {
  let alter: Alter | null = null
  let protocol: number | null = null
  const open: OpenSocket = (options, listener) => {
    const handshake = { ...options.handshake, ...(protocol !== null && { protocol }) }
    const socket = openSocket({ ...options, handshake }, listener)
    const request: SendRequest = async (name, payload) => {
      const reply = await socket.request(name, payload)
      if (alter && reply.outcome === 'answered') Object.assign(reply.answer, alter(name, reply.answer))
      return reply
    }
    return { ...socket, request }
  }
  return {
    openSocket: open,
    set: (next: Alter | null) => {
      alter = next
    },
    speak: (next: number | null) => {
      protocol = next
    },
  }
}

type LogAnswer = UpAnswer<'log:read'>
const isPart = (event: UpEvent, _answer: object): _answer is LogAnswer => event === 'log:read'
const isList = (event: UpEvent, _answer: object): _answer is UpAnswer<'sync:pull'> => event === 'sync:pull'

/** Alters the parts of the first session with more than two entries. */
const alterParts =
  (change: (answer: LogAnswer) => LogAnswer): Alter =>
  (event, answer) => {
    if (!isPart(event, answer) || answer.entries.length < 3) return {}
    return answer.entries[0]?.sessionId === firstSession ? change(answer) : {}
  }

const moved = (entry: Entry, change: object) => entrySchema.parse({ ...entry, ...change })

const summaryOf = async (console: StartedCore, id: string) =>
  (await console.state()).sessions.find((session) => session.id === id)

async function open(fixture: RelayWithCores) {
  const [disk, line] = [watchDisk(), alterable()]
  const console = fixture.console({ openStorage: disk.openStorage, openSocket: line.openSocket })
  return { disk, line, console }
}

async function fill(fixture: RelayWithCores, count: number): Promise<void> {
  for (const text of numbered('said', count)) await fixture.sendAsPatient(firstSession, text)
}

/** The logs are equal, each entry is there once, and one range holds them. */
async function expectWhole(fixture: RelayWithCores, console: StartedCore, disk: ReturnType<typeof watchDisk>) {
  const head = (await fixture.log(firstSession)).at(-1)?.seq ?? 0
  await until('all is here', () => disk.ranges(firstSession).join() === `1-${head}`, 20_000)
  expect(await console.entries(firstSession)).toEqual(await fixture.log(firstSession))
}

describe('a part of a thread that the relay answers wrongly', () => {
  test.each<[string, Parameters<typeof alterParts>[0]]>([
    ['with a hole in it', (part) => ({ ...part, entries: part.entries.filter((_, index) => index !== 1) })],
    ['with entries out of the range that was asked for', (part) => ({ ...part, entries: part.entries.slice(0, -1) })],
    [
      'with entries of another session',
      (part) => ({ ...part, entries: part.entries.map((entry) => moved(entry, { sessionId: secondSession })) }),
    ],
    ['with one entry twice', (part) => ({ ...part, entries: [...part.entries.slice(0, 1), ...part.entries] })],
    ['with entries beyond its own end', (part) => ({ ...part, head: (part.entries[0]?.seq ?? 1) - 1 })],
  ])('%s: none of it is taken, the person is told, and all is there when it answers rightly', async (_what, change) => {
    const fixture = await openRelayWithCores()
    await fill(fixture, 30)
    const { disk, line, console } = await open(fixture)
    line.set(alterParts(change))
    await fixture.signIn(console)
    await console.untilLive()
    const part = await console.core.handlers.readEntries({ ...care, from: { kind: 'end' }, limit: 50 })
    expect(part.entries).toEqual([])
    expect(part.earlier).toMatchObject({
      kind: 'lacking',
      failure: {
        message: expect.stringMatching(/does not fit together, and was not taken\. Try again; tell who runs/),
      },
    })
    expect(disk.ranges(firstSession)).toEqual([])
    expect(console.logLines.some((text) => text.includes('not what was asked for'))).toBe(true)
    // What the list says comes with the digest, and is there all the same.
    expect(await summaryOf(console, firstSession)).toMatchObject({ preview: { text: 'said 30' }, unread: { care: 30 } })
    const marks = await fixture.relay.store().watermarks.of([firstSession])
    expect(marks.filter(({ userId }) => userId === 'clinician')).toEqual([])
    line.set(null)
    await expectWhole(fixture, console, disk)
    const logged = console.payloads('entriesChanged').flatMap(({ logged }) => logged.map(({ id }) => id))
    expect(new Set(logged).size).toBe(logged.length)
  })
})

describe('a digest', () => {
  const alterHeads =
    (by: number, digest: object): Alter =>
    (event, answer) => {
      if (!isList(event, answer) || !answer.sessions) return {}
      const sessions = answer.sessions.map(({ heads, ...session }) =>
        session.id === firstSession && session.digest
          ? { ...session, heads: { ...heads, care: heads.care + by }, digest: { ...session.digest, ...digest } }
          : { ...session, heads },
      )
      return { sessions }
    }

  test('ahead of the log is put right by it: nothing is waited for, and what comes then is taken', async () => {
    const fixture = await openRelayWithCores()
    await fill(fixture, 12)
    const { disk, line, console } = await open(fixture)
    line.set(alterHeads(5, { unread: { care: 17, staff: 0 } }))
    await fixture.signIn(console)
    await console.untilLive()
    await expectWhole(fixture, console, disk)
    await until('it is counted anew', async () => (await summaryOf(console, firstSession))?.unread.care === 12)
    for (const text of numbered('live', 6)) await fixture.sendAsPatient(firstSession, text)
    await until('it is here', async () => (await summaryOf(console, firstSession))?.preview?.text === 'live 6')
    await expectWhole(fixture, console, disk)
    expect(await summaryOf(console, firstSession)).toMatchObject({ unread: { care: 18 } })
    const head = (await fixture.log(firstSession)).at(-1)?.seq
    await until('it is delivered', async () =>
      (await fixture.relay.store().watermarks.of([firstSession])).some(
        ({ userId, deliveredUpTo }) => userId === 'clinician' && deliveredUpTo === head,
      ),
    )
  })

  test('behind the log takes back nothing of what is held, nor of what the list says', async () => {
    const fixture = await openRelayWithCores()
    await fill(fixture, 12)
    const { disk, line, console } = await open(fixture)
    await fixture.signIn(console)
    await console.untilLive()
    await expectWhole(fixture, console, disk)
    const shown = async () => {
      const { watermarks: _, ...rest } = (await summaryOf(console, firstSession)) ?? { watermarks: [] }
      return rest
    }
    const before = await shown()
    line.set(alterHeads(-5, { owedSince: null, preview: null, unread: { care: 0, staff: 0 } }))
    fixture.link.refuse(true)
    fixture.link.cut()
    await until('it is away', async () => (await console.state()).link.mode === 'offline')
    await fixture.sendAsPatient(firstSession, 'since')
    await fixture.sendAsPatient(secondSession, 'since')
    fixture.link.refuse(false)
    await console.untilLive()
    await until('it was fetched', async () => (await summaryOf(console, secondSession))?.preview?.text === 'since')
    expect(await shown()).toEqual(before)
    line.set(null)
    await fixture.sendAsPatient(firstSession, 'live')
    await expectWhole(fixture, console, disk)
  })
})

test('a token of another relay’s past brings everything anew: what is held is compared, and nothing is lost or there twice', async () => {
  const fixture = await openRelayWithCores()
  await fill(fixture, 12)
  const disk = watchDisk()
  let isForged = false
  const forged: OpenSocket = (options, listener) => {
    const socket = openSocket(options, listener)
    const request: SendRequest = (name, payload) => {
      const isPull = name === 'sync:pull' && 'since' in payload && payload.since !== null && isForged
      return socket.request(name, isPull ? { ...payload, since: `${'0'.repeat(32)}.7` } : payload)
    }
    return { ...socket, request }
  }
  const console = fixture.console({ openStorage: disk.openStorage, openSocket: forged })
  await fixture.signIn(console)
  await console.untilLive()
  await expectWhole(fixture, console, disk)
  isForged = true
  fixture.link.refuse(true)
  fixture.link.cut()
  await until('it is away', async () => (await console.state()).link.mode === 'offline')
  await console.core.handlers.saveDraft({ ...care, text: 'begun' })
  await console.send(firstSession, 'unsent')
  await fixture.sendAsPatient(firstSession, 'since')
  fixture.link.refuse(false)
  await console.untilLive()
  await console.untilSent()
  await expectWhole(fixture, console, disk)
  expect((await fixture.texts(firstSession)).slice(12)).toEqual(['since', 'unsent'])
  expect(await summaryOf(console, firstSession)).toMatchObject({ drafts: { care: 'begun' } })
  // Told again or not, each entry has one place.
  const reported = console.payloads('entriesChanged').flatMap(({ logged }) => logged)
  expect(new Set(reported.map(({ id, seq }) => `${id} ${seq}`)).size).toBe(new Set(reported.map(({ id }) => id)).size)
})

test('a search of 10 KiB, or of operators only, is refused in words that say what to do', async () => {
  const fixture = await openRelayWithCores()
  const console = await fixture.signedInConsole()
  const find = (text: string) => console.core.handlers.findSessions({ text, state: 'any' })
  await expect(find('x'.repeat(10 * 1024))).rejects.toThrow(/longer than 256 characters: use fewer words/)
  for (const text of ['"*()-^: ', '* AND'.slice(0, 1), '\u202e'])
    await expect(find(text)).rejects.toThrow(/write a letter or a digit to look for/)
  // Words that are operators elsewhere are words here, and the line goes on.
  expect((await find('AND OR NOT NEAR(')).items).toEqual([])
  expect((await find(sessionIdSchema.parse('session-2'))).items.map(({ id }) => id)).toEqual([secondSession])
})

test('a relay that speaks version 3 refuses this console: it says so and what to do, keeps what is written, and sends it later', async () => {
  const fixture = await openRelayWithCores()
  const { line, console } = await open(fixture)
  await fixture.signIn(console)
  await console.untilLive()
  // A relay refuses whatever is newer than itself, as one of version 3 does this console.
  line.speak(1_000)
  fixture.link.cut()
  await until('it is refused', async () => (await console.state()).link.failure?.kind === 'protocol')
  expect((await console.state()).link).toMatchObject({
    mode: 'offline',
    failure: { message: expect.stringMatching(/different versions\. Update the console.*What you write is kept here/) },
  })
  await console.send(firstSession, 'kept')
  expect((await console.state()).pending).toMatchObject([{ text: 'kept', state: { kind: 'queued' } }])
  line.speak(null)
  await console.untilLive()
  await console.untilSent()
  expect(await fixture.texts(firstSession)).toEqual(['kept'])
})
