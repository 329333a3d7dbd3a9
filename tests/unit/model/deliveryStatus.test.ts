import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type DeliveryStatus,
  reachedBy,
  recipientStatuses,
  statusAt,
  statusSince,
} from '../../../src/shared/model/deliveryStatus.ts'
import { userIdSchema } from '../../../src/shared/model/ids.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import { advanceWatermark, noWatermark, type ParticipantWatermark } from '../../../src/shared/model/watermark.ts'

const person = (id: string, role: Role) => ({ userId: userIdSchema.parse(id), name: id, role })
const patient = person('patient', 'patient')
const parent = person('parent', 'patient')
const clinician = person('clinician', 'clinician')
const colleague = person('colleague', 'clinician')
const support = person('support', 'support')
const everyone = [patient, parent, clinician, colleague, support]

const entryOf = (sender: typeof patient, seq: number, thread: Thread = 'care') => ({
  senderId: sender.userId,
  senderRole: sender.role,
  thread,
  seq,
})
const mark = (who: typeof patient, deliveredUpTo: number, readUpTo: number, thread: Thread = 'care') => ({
  userId: who.userId,
  thread,
  deliveredUpTo,
  readUpTo,
})
/** The status by what is known now alone. */
const statusOf = (
  entry: ReturnType<typeof entryOf>,
  participants: readonly (typeof patient)[],
  marks: readonly ParticipantWatermark[],
) => statusAt(entry.seq, reachedBy(noWatermark, entry, participants, marks))
const names = (entry: ReturnType<typeof entryOf>) =>
  recipientStatuses(entry, everyone, []).map(({ participant }) => participant.name)

describe('the recipients of a message', () => {
  it('of a clinician in the care thread are the patients', () => {
    expect(names(entryOf(clinician, 1))).toEqual(['patient', 'parent'])
  })

  it('of a patient in the care thread are the clinicians', () => {
    expect(names(entryOf(patient, 1))).toEqual(['clinician', 'colleague'])
  })

  it('among the staff are the other staff, and never a patient', () => {
    expect(names(entryOf(clinician, 1, 'staff'))).toEqual(['colleague', 'support'])
  })
})

describe('the status of a message', () => {
  it('is sent until it has reached every recipient', () => {
    expect(statusOf(entryOf(clinician, 5), everyone, [])).toBe('sent')
    expect(statusOf(entryOf(clinician, 5), everyone, [mark(patient, 5, 5)])).toBe('sent')
  })

  it('is delivered until every recipient has seen it', () => {
    const marks = [mark(patient, 5, 5), mark(parent, 7, 4)]
    expect(statusOf(entryOf(clinician, 5), everyone, marks)).toBe('delivered')
  })

  it('is read when every recipient has seen it', () => {
    expect(statusOf(entryOf(clinician, 5), everyone, [mark(patient, 5, 5), mark(parent, 9, 9)])).toBe('read')
  })

  it('does not come from the other thread, nor from those it is not addressed to', () => {
    const marks = [mark(patient, 9, 9, 'staff'), mark(colleague, 9, 9), mark(clinician, 9, 9)]
    expect(statusOf(entryOf(clinician, 5), everyone, marks)).toBe('sent')
  })

  it('is sent where there is nobody to receive it', () => {
    expect(statusOf(entryOf(clinician, 5), [clinician], [mark(clinician, 9, 9)])).toBe('sent')
  })

  it('only goes forward while watermarks advance', () => {
    const rank: Record<DeliveryStatus, number> = { sent: 0, delivered: 1, read: 2 }
    const step = fc.record({
      who: fc.constantFrom(patient, parent),
      deliveredUpTo: fc.nat(8),
      readUpTo: fc.nat(8),
    })
    fc.assert(
      fc.property(fc.array(step), fc.integer({ min: 1, max: 8 }), (steps, seq) => {
        let marks: ParticipantWatermark[] = []
        let last = rank.sent
        for (const { who, ...next } of steps) {
          const old = marks.find(({ userId }) => userId === who.userId) ?? { ...mark(who, 0, 0), ...noWatermark }
          marks = [
            ...marks.filter(({ userId }) => userId !== who.userId),
            { ...old, ...advanceWatermark(old, next, 8) },
          ]
          const now = rank[statusOf(entryOf(clinician, seq), everyone, marks)]
          expect(now).toBeGreaterThanOrEqual(last)
          last = now
        }
      }),
    )
  })

  it('never goes back, whoever joins or takes over', () => {
    const entry = entryOf(patient, 5)
    let reached = reachedBy(noWatermark, entry, [patient, clinician], [mark(clinician, 5, 5)])
    for (const others of [[clinician, colleague], [colleague], [], [support]]) {
      reached = reachedBy(reached, entry, [patient, ...others], [mark(clinician, 5, 5)])
      expect(statusAt(5, reached)).toBe('read')
      expect(statusAt(6, reached)).toBe('sent')
    }
    const note = entryOf(clinician, 3, 'staff')
    const read = reachedBy(noWatermark, note, [clinician, colleague], [mark(colleague, 3, 3, 'staff')])
    expect(statusAt(3, reachedBy(read, note, everyone, [mark(colleague, 3, 3, 'staff')]))).toBe('read')
  })

  it('never says more than holds for each recipient', () => {
    const marksOf = fc.tuple(fc.nat(8), fc.nat(8), fc.nat(8), fc.nat(8))
    fc.assert(
      fc.property(marksOf, fc.integer({ min: 1, max: 8 }), ([a, b, c, d], seq) => {
        const marks = [mark(patient, Math.max(a, b), b), mark(parent, Math.max(c, d), d)]
        const status = statusOf(entryOf(clinician, seq), everyone, marks)
        if (status === 'read') expect(marks.every(({ readUpTo }) => readUpTo >= seq)).toBe(true)
        if (status === 'delivered') expect(marks.every(({ deliveredUpTo }) => deliveredUpTo >= seq)).toBe(true)
      }),
    )
  })
})

describe('since when a message has its status', () => {
  const step = (at: number, from: number, upTo: number) => ({
    ...{ at, deliveredFrom: from, deliveredUpTo: upTo, readFrom: from - 1, readUpTo: upTo - 1 },
  })
  // Between 4 and 6 nobody watched.
  const steps = [step(3_000, 6, 9), step(1_000, 2, 4)]

  it('is when that was seen to happen, for those to which it happened then', () => {
    expect([2, 3, 4, 5, 6, 7, 9].map((seq) => statusSince(seq, 'delivered', steps))).toEqual([
      ...[null, 1_000, 1_000, null, null, 3_000, 3_000],
    ])
    expect([1, 2, 3, 4, 6, 8].map((seq) => statusSince(seq, 'read', steps))).toEqual([
      ...[null, 1_000, 1_000, null, 3_000, 3_000],
    ])
  })

  it('is not known of a message that is only sent', () => {
    expect(statusSince(3, 'sent', steps)).toBeNull()
  })
})
