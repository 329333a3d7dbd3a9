import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredDigest } from '../../../../relay/store/digests/digestStore.ts'
import type { Append } from '../../../../relay/store/log/append.ts'
import { type OwedSince, owedAfter } from '../../../../src/shared/model/attention.ts'
import { previewOf } from '../../../../src/shared/model/digest/messagePreview.ts'
import type { Entry, EntryBody } from '../../../../src/shared/model/entry.ts'
import { type SessionId, sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import { isAmendment } from '../../../../src/shared/model/messageView.ts'
import { newEntryId } from '../../../support/relay/nativeClient.ts'
import { storeSession } from '../../../support/relay/storeSession.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { atMs, clinician, message, otherSessionId, patient, session, sessionId } from '../storeRecords.ts'

const step = fc.record({
  kind: fc.constantFrom('send', 'send', 'send', 'edit', 'redact', 'react', 'state', 'again', 'outdated'),
  isPatient: fc.boolean(),
  thread: fc.constantFrom('care' as const, 'care' as const, 'staff' as const),
  target: fc.nat(),
  /** The clock of a relay may be set back. */
  atMs: fc.integer({ min: atMs, max: atMs + 100 }),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** The digest of a session is what its log says, after whatever history. */
export function digestContract({ store }: ContractStore): void {
  const read = (id: SessionId, thread: Entry['thread']) =>
    store().log.read({ sessionId: id, thread, limit: 10_000, from: { after: 0 } })

  async function fold(id: SessionId): Promise<Omit<StoredDigest, 'version'>> {
    const [care, staff] = [await read(id, 'care'), await read(id, 'staff')]
    const newest = care.findLast(({ body }) => body.kind === 'message')
    const ofNewest = care.filter(({ body }) => isAmendment(body) && body.targetSeq === newest?.seq)
    const of = (entries: readonly Entry[]) => ({
      head: entries.length,
      lastActivityAt: entries.length === 0 ? null : Math.max(...entries.map(({ at }) => at)),
    })
    return {
      owedSince: care.reduce<OwedSince>(owedAfter, null),
      preview: (newest && previewOf(newest, ofNewest)) ?? null,
      saidUpTo: newest?.seq ?? 0,
      threads: { care: of(care), staff: of(staff) },
    }
  }

  const kept = async (id: SessionId) => (await store().digests.of([id])).get(id)

  async function appendOf({ kind, isPatient, thread, target, atMs: at }: Step, id: SessionId): Promise<Append> {
    const log = await read(id, thread)
    const messages = log.filter(({ body }) => body.kind === 'message')
    const of = messages[target % Math.max(1, messages.length)]
    const sender = isPatient
      ? ({ senderId: patient, senderRole: 'patient' } as const)
      : ({ senderId: clinician, senderRole: 'clinician' } as const)
    const by = message(0, { id: newEntryId(), sessionId: id, thread, ...sender, atMs: at })
    if (kind === 'outdated') return { ...by, sessionVersion: 0 }
    if (kind === 'again' && of) {
      const { senderId, senderRole, body } = of
      return { ...by, id: of.id, senderId, senderRole, body }
    }
    const about = (body: (entry: Entry) => EntryBody): Append => (of ? { ...by, body: body(of) } : by)
    const place = ({ id: entry, seq }: Entry) => ({ target: entry, targetSeq: seq })
    if (kind === 'edit') return about((entry) => ({ kind: 'edit', ...place(entry), text: `edit ${target}` }))
    if (kind === 'redact') return about((entry) => ({ kind: 'redaction', ...place(entry) }))
    if (kind === 'react') return about((entry) => ({ kind: 'reaction', ...place(entry), emoji: '+', on: true }))
    return kind === 'state' ? { ...by, body: { kind: 'state', change: 'claimed' } } : by
  }

  describe('the digest of a session', () => {
    it('is what its log says, whatever is sent, edited, redacted, sent again and refused, in batches of any size', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(step, { maxLength: 6, minLength: 1 }), { maxLength: 8 }),
          async (batches) => {
            const id = sessionIdSchema.parse(newEntryId())
            await storeSession(store(), session({ id }))
            for (const batch of batches) {
              const appends: Append[] = []
              for (const one of batch) appends.push(await appendOf(one, id))
              await store().log.appendAll(appends)
              expect(await kept(id)).toEqual({ version: 1, ...(await fold(id)) })
            }
          },
        ),
        { numRuns: 60 },
      )
    })

    it('has no words of what was redacted, and waits again where the answer was', async () => {
      const answer = message(2, { senderId: clinician, senderRole: 'clinician' })
      await store().log.appendAll([message(1), answer])
      expect(await kept(sessionId)).toMatchObject({ owedSince: null, preview: { text: 'text 2', seq: 2 } })
      await store().log.appendAll([message(3, { body: { kind: 'redaction', target: answer.id, targetSeq: 2 } })])
      expect(await kept(sessionId)).toMatchObject({
        owedSince: atMs + 1,
        preview: { text: '', withheld: 'redacted', seq: 2 },
      })
    })

    it('of a session that was put off: the patient has said more by an edit too, the clinician has not', async () => {
      await store().log.appendAll([message(1), message(2)])
      const later = { by: clinician, at: atMs, until: null, reason: 'thanks', upTo: 2 }
      await storeSession(store(), session({ later }))
      const byClinician = { senderId: clinician, senderRole: 'clinician' } as const
      const react = { kind: 'reaction', target: message(1).id, targetSeq: 1, emoji: '+', on: true } as const
      await store().log.appendAll([message(3, { sessionVersion: 2, ...byClinician, body: react })])
      expect(await kept(sessionId)).toMatchObject({ saidUpTo: 2 })
      const edit = { kind: 'edit', target: message(1).id, targetSeq: 1, text: 'and my chest hurts' } as const
      await store().log.appendAll([message(4, { sessionVersion: 2, body: edit })])
      expect(await kept(sessionId)).toMatchObject({ saidUpTo: 4 })
    })

    it('is none of a session that is not there, and empty without entries', async () => {
      const none = sessionIdSchema.parse('none')
      expect([...(await store().digests.of([otherSessionId, none])).entries()]).toEqual([
        [
          otherSessionId,
          {
            version: 1,
            owedSince: null,
            preview: null,
            saidUpTo: 0,
            threads: { care: { head: 0, lastActivityAt: null }, staff: { head: 0, lastActivityAt: null } },
          },
        ],
      ])
    })
  })
}
