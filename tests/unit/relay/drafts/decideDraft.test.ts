import { describe, expect, it } from 'vitest'
import { decideDraft } from '../../../../relay/drafts/decideDraft.ts'
import type { StoredDraft } from '../../../../relay/store/drafts/draftStore.ts'
import { mostOtherDrafts } from '../../../../src/shared/model/draft.ts'
import { deviceIdSchema, sessionIdSchema } from '../../../../src/shared/model/ids.ts'

const here = deviceIdSchema.parse('01900000-0000-4000-8000-000000000001')
const there = deviceIdSchema.parse('01900000-0000-4000-8000-000000000002')
const place = { sessionId: sessionIdSchema.parse('s1'), thread: 'care' } as const
const current = (text: string, change: Partial<StoredDraft> = {}): StoredDraft => ({
  ...{ ...place, text, at: 100, writer: there, version: 5, others: [] },
  ...change,
})
const decide = (known: StoredDraft | undefined, text: string, base: number, writer = here, settled: string[] = []) =>
  decideDraft(known, { text, base, writer, settled }, { nowMs: 200, newId: () => 'other' })

describe('a draft that is saved', () => {
  it('is the text that came last, and replaces what its writer knew', () => {
    expect(decide(undefined, 'a', 0)).toEqual({ text: 'a', at: 200, writer: here, others: [] })
    expect(decide(current('a'), 'b', 5)).toEqual({ text: 'b', at: 200, writer: here, others: [] })
    expect(decide(current('a'), '', 5)).toMatchObject({ text: '' })
  })

  it('keeps beside it what its writer did not know of, unless all of that stands in the new one or nothing can be seen in it', () => {
    expect(decide(current('take two'), 'take one', 4)?.others).toEqual([{ id: 'other', text: 'take two', at: 100 }])
    expect(decide(current('take two'), 'take two a day', 4)?.others).toEqual([])
    expect(decide(current('  '), 'take one', 4)?.others).toEqual([])
  })

  it('is not emptied by who has not seen it', () => {
    expect(decide(current('take two'), '', 4)).toBeNull()
    expect(decide(current('take two'), '', 0, there)).toMatchObject({ text: '' })
  })

  it('knows what the same workstation has written itself, whatever answer was lost', () => {
    expect(decide(current('take', { writer: here }), 'give', 4)?.others).toEqual([])
    expect(decide(current('take'), 'take', 0)).toBeNull()
  })

  it('loses an older text only when its person has done with it, and takes no more than a few', () => {
    const others = Array.from({ length: mostOtherDrafts }, (_, index) => ({ id: `${index}`, text: `${index}`, at: 1 }))
    expect(decide(current('a', { others }), 'a', 5, here, ['3'])?.others.map(({ id }) => id)).not.toContain('3')
    expect(() => decide(current('a', { others }), 'b', 4)).toThrow('Take or remove one first')
    expect(decide(current('a', { others }), 'b', 4, here, ['3'])?.others).toHaveLength(mostOtherDrafts)
  })
})
