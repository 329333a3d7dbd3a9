import { onTestFinished } from 'vitest'
import type { Reply } from '../../../../src/client/reply.ts'
import { joinCapabilities } from '../../../../src/main/core/capability.ts'
import { createEntries } from '../../../../src/main/core/entries/entries.ts'
import { createCurrentTransport } from '../../../../src/main/core/link/currentTransport.ts'
import { createCommit } from '../../../../src/main/core/log/commit.ts'
import type { Committed } from '../../../../src/main/core/log/committed.ts'
import { createUnsentMessages } from '../../../../src/main/core/log/unsentMessages.ts'
import { createOutbox, type OutboxParts } from '../../../../src/main/core/outbox/outbox.ts'
import { createBackground } from '../../../../src/main/core/runtime/background.ts'
import { createFeed } from '../../../../src/main/core/runtime/feed.ts'
import { createStorageHealth } from '../../../../src/main/core/runtime/storageHealth.ts'
import type { OutboxItem } from '../../../../src/main/storage/outboxStore.ts'
import type { Storage } from '../../../../src/main/storage/storage.ts'
import type { ConsoleEvent } from '../../../../src/shared/ipc/events.ts'
import { FailureError, type FailureKind } from '../../../../src/shared/model/failure.ts'
import { type EntryId, sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import { createScriptedLine } from '../../relay/scriptedLine.ts'
import { createFakeClock } from '../../time/fakeClock.ts'
import { anySessionId, aSession, clinicianId, openTestStorage } from '../openTestStorage.ts'
import { createKeptLog, newEntryId } from '../startCore.ts'

/** The text of a message; empty for what is said of one. */
export const textOf = (item: OutboxItem) => (item.kind === 'message' ? item.text : '')
export const otherSessionId = sessionIdSchema.parse('session-2')
export const answered = (seq: number): Reply<'message:send'> => ({
  outcome: 'answered',
  answer: { success: true, seq, at: seq },
})
export const refused = (kind: FailureKind): Reply<'message:send'> => ({
  outcome: 'refused',
  failure: { kind, message: 'no' },
})
export const unknown: Reply<'message:send'> = { outcome: 'unknown', failure: { kind: 'offline', message: 'lost' } }

/** An outbox over a storage, whose transport and clock a test works. */
export function buildOutbox(storage: Storage, different: Partial<OutboxParts> = {}) {
  const clock = createFakeClock()
  const events: ConsoleEvent[] = []
  const { log } = createKeptLog()
  const transport = createCurrentTransport(log)
  const emit = (event: ConsoleEvent) => events.push(event)
  const committed = createFeed<Committed>(log, () => 'committed')
  const unsent = createUnsentMessages(storage.outbox.all())
  const self = { userId: clinicianId, name: 'Clin Ician', role: 'clinician' } as const
  const commit = createCommit({
    isOpen: () => false,
    ...{ storage, unsent, self: () => self, relayNow: () => Number.POSITIVE_INFINITY, publish: committed.publish },
  })
  const outbox = createOutbox({
    ...{ storage, unsent, commit, clock, serverTime: clock, transport },
    random: { fraction: () => 0.5, bytes: (count) => new Uint8Array(count), uuid: newEntryId },
    backOff: { firstMs: 1_000, longestMs: 8_000 },
    run: createBackground(log).run,
    storageHealth: createStorageHealth({ emit, log }),
    catchUpThread: async () => true,
    ...different,
  })
  joinCapabilities(
    [outbox, createEntries({ storage, emit, self: () => clinicianId, fetchPart: async () => null })],
    committed,
    transport,
  )
  return { outbox, unsent, commit, transport, clock, events }
}

/** The same over a storage of two sessions, with a line to answer on. */
export function startOutbox(different: Partial<OutboxParts> = {}) {
  const { storage } = openTestStorage()
  onTestFinished(() => storage.close())
  storage.transact(() => {
    storage.sessions.put(aSession())
    storage.sessions.put(aSession({ id: otherSessionId, heads: { care: 0 } }))
  })
  const built = buildOutbox(storage, different)
  const { line, requests } = createScriptedLine()
  const enqueue = (text: string, sessionId = anySessionId): EntryId =>
    built.outbox.enqueue({ id: newEntryId(), sessionId, thread: 'care', text }).id
  const texts = () => requests.map(({ payload }) => (payload as { text: string }).text)
  return { ...built, storage, line, requests, enqueue, texts }
}

/** The kind of the failure that `work` throws; null where it throws none. */
export function kindOf(work: () => unknown): FailureKind | null {
  try {
    work()
  } catch (error) {
    if (error instanceof FailureError) return error.failure.kind
    throw error
  }
  return null
}
