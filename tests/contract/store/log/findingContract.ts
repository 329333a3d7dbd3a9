import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSessionCache } from '../../../../relay/sessions/cache/sessionCache.ts'
import { createFindSessions } from '../../../../relay/sessions/finding/findSessions.ts'
import type { ThreadKey } from '../../../../relay/store/log/ranges.ts'
import type { Store } from '../../../../relay/store/store.ts'
import type { EntryBody } from '../../../../src/shared/model/entry.ts'
import { type SessionId, sessionIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { viewMessages, withheldOf } from '../../../../src/shared/model/messageView.ts'
import { newEntryId } from '../../../support/relay/nativeClient.ts'
import { storeSession } from '../../../support/relay/storeSession.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { atMs, session } from '../storeRecords.ts'

const vocabulary = ['Äther', 'aspirin', 'asp', 'dose', 'DOSÉ', 'pain', 'Painful', 'x1', '2mg', 'do', 'señor', 'apnoea']
const text = fc.array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 4 }).map((words) => words.join(', '))
const step = fc.record({
  kind: fc.constantFrom('say' as const, 'edit' as const, 'edit' as const, 'redact' as const, 'index' as const),
  ofSession: fc.nat(2),
  thread: fc.constantFrom('care' as const, 'staff' as const),
  texts: fc.array(text, { minLength: 1, maxLength: 40 }),
  /** The message that is edited or redacted, or how many entries are indexed. */
  target: fc.nat(200),
  isSealed: fc.constantFrom(false, false, false, true),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const soughtWord = fc.constantFrom(
  'a',
  'as',
  'asp',
  'ather',
  'DOSE',
  'paín',
  'painf',
  'x1',
  '2mg',
  'señ',
  'q',
  'zinc',
  'zoster',
  'zy',
)
const questions = fc.array(fc.array(soughtWord, { minLength: 1, maxLength: 3 }), { minLength: 3, maxLength: 6 })

/** Words that only edits have: a block does not have them before. */
const rare = ['zinc', 'zoster', 'zygoma'] as const

/** Sessions are found by exactly the messages that have the words as they are read now, whatever of them is indexed. */
export function findingContract({ store }: ContractStore): void {
  describe('finding sessions by words of messages', () => {
    it('finds what reading the whole log finds, whatever was indexed when', async () => {
      let runs = 0
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), questions, async (script, asked) => {
          runs += 1
          const doctor = userIdSchema.parse(`doctor-${runs}`)
          const ids = [0, 1, 2].map((number) => sessionIdSchema.parse(`found-${runs}-${number}`))
          const participants = [{ userId: doctor, name: 'Nobody', role: 'clinician' as const }]
          for (const id of ids) await storeSession(store(), session({ id, participants }))
          for (const one of script) await carryOut(store(), ids, doctor, one)
          const sessionCache = createSessionCache(store(), () => false)
          const find = createFindSessions({ store: store(), sessionCache, clock: { now: () => atMs } })
          for (const words of [...asked, ...rare.map((word) => [word])]) {
            const principal = { userId: doctor, role: 'clinician', name: 'Doctor' } as const
            const { items, page } = await find(principal, { text: words.join(' '), state: 'any' })
            expect(page).toBeUndefined()
            const found = items.map(({ session: { id }, messages }) => [
              id,
              messages.map(({ thread, seq }) => `${thread} ${seq}`).sort(),
            ])
            expect(Object.fromEntries(found), words.join(' ')).toEqual(await readAll(store(), ids, words))
          }
        }),
        { numRuns: 20 },
      )
    }, 120_000)
  })
}

async function carryOut(
  store: Store,
  ids: readonly SessionId[],
  senderId: ReturnType<typeof userIdSchema.parse>,
  { kind, ofSession, thread, texts, target, isSealed }: Step,
): Promise<void> {
  const sessionId = ids[ofSession]
  if (sessionId === undefined) return
  if (kind === 'index') {
    const { threads } = await store.words.backlog(null, 1_000)
    const left: ThreadKey[] = await store.words.index(threads, target)
    expect(left.length).toBeLessThanOrEqual(threads.length)
    return
  }
  const entries = await store.log.read({ sessionId, thread, limit: 2_000, from: { after: 0 } })
  const messages = entries.filter(({ body }) => body.kind === 'message' && !body.redacted)
  const bodies = bodiesOf(kind, texts, isSealed, messages[target % Math.max(1, messages.length)])
  const sender = { senderId, senderName: 'Doctor', senderRole: 'clinician', sessionVersion: 1 } as const
  const appends = bodies.map((body, at) => ({
    ...{ ...sender, id: newEntryId(), sessionId, thread },
    ...{ atMs: atMs + entries.length + at, body },
  }))
  for (const { outcome } of await store.log.appendAll(appends)) expect(outcome).toBe('appended')
}

function bodiesOf(
  kind: 'say' | 'edit' | 'redact',
  texts: readonly string[],
  isSealed: boolean,
  message: { readonly id: ReturnType<typeof newEntryId>; readonly seq: number } | undefined,
): EntryBody[] {
  const sealed = isSealed ? ({ contentEncoding: 'encrypted' } as const) : {}
  if (kind === 'say') return texts.map((said) => ({ kind: 'message', type: 'text', text: said, ...sealed }))
  if (!message) return []
  const of = { target: message.id, targetSeq: message.seq }
  return kind === 'redact'
    ? [{ kind: 'redaction', ...of }]
    : [{ kind: 'edit', ...of, text: `${texts[0]} ${rare[message.seq % 3]}`, ...sealed }]
}

/** Finds them without any index: the three newest messages of each session that has some, by `at`. */
async function readAll(store: Store, ids: readonly SessionId[], sought: readonly string[]) {
  const found: Record<string, string[]> = {}
  for (const sessionId of ids) {
    const hits: { readonly place: string; readonly at: number; readonly seq: number }[] = []
    for (const thread of ['care', 'staff'] as const) {
      const entries = await store.log.read({ sessionId, thread, limit: 2_000, from: { after: 0 } })
      const views = viewMessages(entries)
      for (const { seq, at } of entries) {
        const view = views.get(seq)
        if (!view || withheldOf(view) !== null) continue
        const words = plain(view.text).split(/[^a-z0-9]+/)
        if (sought.every((one) => words.some((word) => word.startsWith(plain(one)))))
          hits.push({ place: `${thread} ${seq}`, at, seq })
      }
    }
    hits.sort((a, b) => b.at - a.at || b.seq - a.seq)
    if (hits.length > 0)
      found[sessionId] = hits
        .slice(0, 3)
        .map(({ place }) => place)
        .sort()
  }
  return found
}

const plain = (written: string) =>
  written
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
