import fc from 'fast-check'
import { pino } from 'pino'
import { v7 } from 'uuid'
import { expect, it } from 'vitest'
import type { SessionEvent } from '../../../relay/events/relayEvent.ts'
import { relayItself } from '../../../relay/sessions/access/relayItself.ts'
import { createSessionCache } from '../../../relay/sessions/cache/sessionCache.ts'
import { createSessionUseCases } from '../../../relay/sessions/createSessionUseCases.ts'
import type { SessionChange, SessionUseCases } from '../../../relay/sessions/sessionUseCases.ts'
import type { Store } from '../../../relay/store/store.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { type EntryId, entryIdSchema, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'
import { replayState, stateOf } from '../../support/relay/replayState.ts'
import type { ContractStore } from './openForEachTest.ts'

const principals = (
  [
    ['pat', 'patient'],
    ['doc', 'clinician'],
    ['other-doc', 'clinician'],
    ['sup', 'support'],
    ['ada', 'admin'],
  ] as const
).map(([id, role]) => ({ userId: userIdSchema.parse(id), role, name: id }))
const [pat, doc, otherDoc, , ada] = principals
const firstMs = Date.UTC(2026, 0, 5, 9)

const change = fc.constantFrom<SessionChange>(
  ...(['join', 'leave'] as const).map((kind) => ({ kind })),
  ...(['claim', 'close', 'reopen', 'resolveDispute'] as const).flatMap((kind) => [{ kind }, { kind, reason: 'so' }]),
  ...(['escalate', 'dispute'] as const).flatMap((kind) => [
    { kind, reason: 'so' },
    { kind, reason: 'otherwise' },
  ]),
  ...[doc, otherDoc, pat].flatMap((to) => (to ? [{ kind: 'transfer' as const, to: to.userId, reason: 'so' }] : [])),
  ...[null, { until: null, reason: 'so', upTo: 1 }, { until: firstMs + 60_000, reason: 'so', upTo: 1 }].map(
    (later) => ({
      kind: 'later' as const,
      later,
    }),
  ),
  ...[1, 2].map((hours) => ({ kind: 'extend' as const, until: firstMs + hours * 3_600_000 })),
)
const message = fc.record({
  kind: fc.constantFrom('send' as const, 'edit' as const, 'redact' as const, 'react' as const),
  thread: fc.constantFrom('care' as const, 'care' as const, 'staff' as const),
  text: fc.constantFrom('one', 'two'),
  target: fc.nat(100),
})
const request = fc.record({
  principal: fc.constantFrom(...principals),
  asks: fc.oneof({ weight: 3, arbitrary: change }, { weight: 2, arbitrary: message }),
  inSession: fc.constantFrom('a' as const, 'a' as const, 'a' as const, 'b' as const),
  /** Undefined: an id that was never used; otherwise one of all that were. */
  usedId: fc.option(fc.nat(1_000), { nil: undefined, freq: 2 }),
})
type Request = typeof request extends fc.Arbitrary<infer R> ? R : never

/** Sessions on a store, through the use cases as a node has them; the events are kept. */
async function openNode(store: Store) {
  const events: SessionEvent[] = []
  const ids = { a: sessionIdSchema.parse(v7()), b: sessionIdSchema.parse(v7()) }
  const useCases = createSessionUseCases({
    store,
    sessionCache: createSessionCache(store, () => true),
    publish: (event) => events.push(event),
    clock: { now: () => firstMs, steady: () => 0 },
    newEntryId: () => entryIdSchema.parse(v7()),
    nextTurn: (task) => void setImmediate(task),
    after: systemClock.after,
    log: pino({ level: 'silent' }),
  })
  const participants = [pat, doc].flatMap((one) => (one ? [{ userId: one.userId, role: one.role }] : []))
  for (const id of Object.values(ids))
    if (ada) await useCases.putSession(ada, id, { kind: 'chat', participants, expiresAt: firstMs + 60_000 })
  const read = async (session: 'a' | 'b') => {
    const sessionId = ids[session]
    const range = { sessionId, limit: 10_000, from: { after: 0 } }
    return {
      record: await store.sessions.find(sessionId),
      care: await store.log.read({ ...range, thread: 'care' }),
      staff: await store.log.read({ ...range, thread: 'staff' }),
    }
  }
  return { useCases, events, ids, read }
}
/** Leaves out what reports to the staff that a patient tried to write after the end, and that it was reported. */
function withoutNotices({ record, care, staff }: Read) {
  const participants = record?.participants.map(({ triedAtMs, ...participant }) => participant)
  return {
    record: record && { ...record, version: 0, participants },
    care,
    staff: staff.filter(({ senderId }) => senderId !== relayItself.userId),
  }
}
type Read = Awaited<ReturnType<Awaited<ReturnType<typeof openNode>>['read']>>

async function carryOut(useCases: SessionUseCases, { principal, asks }: Request, id: EntryId, read: Read) {
  const sessionId = read.record?.id ?? sessionIdSchema.parse('none')
  if (!('thread' in asks)) return useCases.changeSession(principal, { id, sessionId, change: asks })
  const { thread, text } = asks
  const entries: Entry[] = read[thread]
  const target = entries[asks.target % Math.max(1, entries.length)]?.id ?? id
  switch (asks.kind) {
    case 'send': {
      const { entry } = await useCases.appendMessage(principal, { id, sessionId, thread, type: 'text', text })
      return { id: entry.id, seq: entry.seq, at: entry.at }
    }
    case 'edit':
      return useCases.editMessage(principal, { id, sessionId, thread, target, text })
    case 'redact':
      return useCases.redactMessage(principal, { id, sessionId, thread, target })
    case 'react':
      return useCases.reactToMessage(principal, { id, sessionId, thread, target, emoji: text, on: true })
  }
}

/** Invariants after any sequence of requests that add or change something, on the store of any database. */
export function changesContract({ store }: ContractStore): void {
  it('a refused request changes and publishes nothing, and the log replayed is the state', async () => {
    await store().users.put({ id: userIdSchema.parse('other-doc'), name: 'other-doc', role: 'clinician' }, firstMs)
    const sequence = fc.asyncProperty(fc.array(request, { minLength: 5, maxLength: 30 }), async (requests) => {
      const { useCases, events, ids, read } = await openNode(store())
      /** First request under each id. */
      const asked = new Map<string, string>()
      for (const one of requests) {
        const both = { a: await read('a'), b: await read('b') }
        const used = [both.a, both.b].flatMap(({ care, staff }) => [...care, ...staff])
        const given = one.usedId === undefined ? undefined : used[one.usedId % used.length]
        const id = given?.id ?? entryIdSchema.parse(v7())
        // Somebody else's id in another session is as good as a new one.
        const isUsed = used.some(
          (entry) =>
            entry.id === id && (entry.senderId === one.principal.userId || entry.sessionId === ids[one.inSession]),
        )
        const published = events.length
        let isReported = false
        const place = await carryOut(useCases, one, id, both[one.inSession]).catch((error: unknown) => {
          if (!(error instanceof FailureError)) throw error
          expect(error.failure.kind).not.toBe('internal')
          isReported = error.failure.kind === 'sessionClosed' && one.principal.role === 'patient'
          return undefined
        })
        await useCases.drain()
        const after = { a: await read('a'), b: await read('b') }
        if (isReported) {
          expect(Object.values(after).map(withoutNotices)).toEqual(Object.values(both).map(withoutNotices))
        } else if (!place || isUsed) {
          expect(after).toEqual(both)
          expect(events.length).toBe(published)
        }
        const isChange = !('thread' in one.asks)
        const key = `${one.principal.userId} ${id}`
        const request = JSON.stringify([one.inSession, one.asks])
        if (place && isChange) {
          expect(asked.get(key) ?? request).toBe(request)
          expect(asked.has(key)).toBe(isUsed)
          asked.set(key, request)
        }
        if (place) {
          const { care, staff } = after[one.inSession]
          const carriedOut = [...care, ...staff].filter((entry) => entry.id === id)
          expect(carriedOut).toMatchObject([
            { ...place, senderId: one.principal.userId, sessionId: ids[one.inSession] },
          ])
        }
        for (const { record, care, staff } of Object.values(after)) {
          const { expiresAtMs: extendedTo, ...replayed } = replayState(care)
          expect(record && stateOf(record)).toEqual({ ...replayed, expiresAtMs: extendedTo ?? firstMs + 60_000 })
          expect([care, staff].map((entries) => entries.map(({ seq }) => seq))).toEqual(
            [care, staff].map((entries) => entries.map((_, index) => index + 1)),
          )
          expect(new Set([...care, ...staff].map((entry) => entry.id)).size).toBe(care.length + staff.length)
        }
      }
      await useCases.drain()
    })
    await fc.assert(sequence, { numRuns: 25, endOnFailure: true })
  }, 240_000)
}
