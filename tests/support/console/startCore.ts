import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { openSocket } from '../../../src/client/openSocket.ts'
import type { Core } from '../../../src/main/core/core.ts'
import type { CoreParts } from '../../../src/main/core/coreParts.ts'
import { createCore } from '../../../src/main/core/createCore.ts'
import { type CoreTimings, coreTimings } from '../../../src/main/core/runtime/coreTimings.ts'
import type { KeySafe } from '../../../src/main/core/runtime/keySafe.ts'
import type { Log } from '../../../src/main/core/runtime/log.ts'
import { systemRandom } from '../../../src/main/core/runtime/random.ts'
import { openStorage } from '../../../src/main/storage/openStorage.ts'
import type { CommandOutput } from '../../../src/shared/ipc/commands.ts'
import type { ConsoleState } from '../../../src/shared/ipc/consoleState.ts'
import type { ConsoleEvent, EventName, EventPayload } from '../../../src/shared/ipc/events.ts'
import type { PlaceInThread } from '../../../src/shared/ipc/message.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { type EntryId, entryIdSchema, type SessionId } from '../../../src/shared/model/ids.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'
import { until } from '../time/until.ts'

/** A core in a directory of its own, and what a test asks of it most. */
export interface StartedCore {
  readonly core: Core
  readonly dataDir: string
  readonly events: readonly ConsoleEvent[]
  readonly logLines: readonly string[]
  readonly payloads: <E extends EventName>(name: E) => EventPayload<E>[]
  readonly state: () => Promise<ConsoleState>
  /** The whole thread as it is on the disk. */
  readonly entries: (sessionId: SessionId, thread?: Thread) => Promise<Entry[]>
  readonly texts: (sessionId: SessionId, thread?: Thread) => Promise<string[]>
  readonly send: (sessionId: SessionId, text: string, thread?: Thread) => Promise<EntryId>
  readonly untilLive: () => Promise<void>
  readonly untilSent: () => Promise<void>
  readonly close: () => Promise<void>
}

/** The waits of a core in a test with a real clock: nothing that is expected to happen takes long. */
export const quickTimings: CoreTimings = {
  ...coreTimings,
  // Signing in takes a while on a busy machine.
  requestTimeoutMs: 10_000,
  connectTimeoutMs: 2_000,
  reconnect: { firstMs: 20, longestMs: 200 },
  resend: { firstMs: 20, longestMs: 200 },
  draftRestMs: 50,
}

/** Wraps a key so that it can be told from the key itself. */
export const plainKeySafe: KeySafe = {
  protection: 'fileOnly',
  wrap: (key) => key.map((byte) => byte ^ 0x5a),
  unwrap: (wrapped) => wrapped.map((byte) => byte ^ 0x5a),
}

export function makeDataDir(): string {
  return mkdtempSync(join(tmpdir(), 'rounds-core-'))
}

export function removeDataDir(dataDir: string): void {
  rmSync(dataDir, { recursive: true, force: true })
}

export const newEntryId = (): EntryId => entryIdSchema.parse(v7())

/** A log that keeps its lines, so that a test can search them. */
export function createKeptLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = []
  const write = (level: string) => (fields: object, message: string) => {
    lines.push(JSON.stringify({ level, message, ...fields }))
  }
  return { lines, log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') } }
}

/** Starts a core with real parts, each of which can be replaced. Without `dataDir` it gets a new directory. */
export function startCore(parts: Partial<CoreParts> = {}): StartedCore {
  const dataDir = parts.dataDir ?? makeDataDir()
  const { log, lines } = createKeptLog()
  const clock = parts.clock ?? systemClock
  const core = createCore({
    keySafe: plainKeySafe,
    openStorage,
    clock,
    random: systemRandom,
    log,
    openSocket,
    fetch,
    deviceName: 'test',
    timings: quickTimings,
    ...parts,
    dataDir,
  })
  const events: ConsoleEvent[] = []
  core.listen((event) => events.push(event))
  const state = () => core.handlers.readConsole({})

  const countUnsent = async () => {
    const { pending, amending } = await state()
    return pending.length + amending.length
  }

  const entries = async (sessionId: SessionId, thread: Thread = 'care') => {
    const all: Entry[] = []
    for (let from: PlaceInThread = { kind: 'end' }; ; ) {
      const page: CommandOutput<'readEntries'> = await core.handlers.readEntries({
        ...{ sessionId, thread, from, limit: 500 },
      })
      all.unshift(...page.entries)
      const [first] = page.entries
      if (!first || page.earlier.kind !== 'more') return all
      from = { kind: 'before', seq: first.seq }
    }
  }

  return {
    core,
    dataDir,
    events,
    logLines: lines,
    payloads: <E extends EventName>(name: E) =>
      events.filter((event) => event.name === name).map((event) => event.payload as EventPayload<E>),
    state,
    entries,
    texts: async (sessionId, thread) =>
      (await entries(sessionId, thread)).flatMap(({ body }) => (body.kind === 'message' ? [body.text] : [])),
    send: async (sessionId, text, thread = 'care') => {
      const id = newEntryId()
      await core.handlers.sendMessage({ id, sessionId, thread, text })
      return id
    },
    untilLive: () => until('the console is live', async () => (await state()).link.mode === 'live'),
    untilSent: () => until('nothing is unsent', async () => (await countUnsent()) === 0, 20_000),
    close: core.close,
  }
}
