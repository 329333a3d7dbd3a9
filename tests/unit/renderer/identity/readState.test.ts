import { describe, expect, it } from 'vitest'
import { readState } from '../../../../src/renderer/features/patient/readState.ts'
import type { EdgeOfPart } from '../../../../src/shared/ipc/message.ts'
import type { Participant } from '../../../../src/shared/model/session.ts'
import { ada, maria, startMs, testEntry, testSession } from '../../../support/console/screenBuilders.ts'

const patient: Participant = { userId: maria, name: 'Maria Lindqvist', role: 'patient' }
const nothing: EdgeOfPart = { kind: 'nothing' }
const more: EdgeOfPart = { kind: 'more' }

/** Messages of the clinician from one `seq` to another, in the end of a thread. */
function held(first: number, last: number, { earlier = nothing, later = nothing } = {}) {
  const entries = Array.from({ length: last - first + 1 }, (_, index) =>
    testEntry('s', first + index, { senderId: ada, senderName: 'Dr Ada Okafor', senderRole: 'clinician' }),
  )
  return { entries, earlier, later }
}

const upTo = (deliveredUpTo: number, readUpTo: number) =>
  testSession('s', { watermarks: [{ userId: maria, thread: 'care', deliveredUpTo, readUpTo }] })

describe('how far somebody has come', () => {
  it('is the time of the first message that they have not got, however many follow', () => {
    const state = { kind: 'notDelivered', sinceMs: startMs + 4, orEarlier: false }
    expect(readState(upTo(3, 1), patient, held(1, 5))).toEqual(state)
    expect(readState(upTo(3, 1), patient, held(1, 45))).toEqual(state)
    expect(readState(upTo(3, 1), patient, held(4, 45, { earlier: more }))).toEqual(state)
  })

  it('is no later than what is held, where they may lack what came before', () => {
    expect(readState(upTo(3, 1), patient, held(20, 45, { earlier: more }))).toEqual({
      kind: 'notDelivered',
      sinceMs: startMs + 20,
      orEarlier: true,
    })
    expect(readState(testSession('s'), patient, held(1, 2))).toMatchObject({ sinceMs: startMs + 1, orEarlier: false })
  })

  it('is the time of the first message that they have and have not read', () => {
    expect(readState(upTo(5, 2), patient, held(1, 5))).toEqual({
      kind: 'notRead',
      sinceMs: startMs + 3,
      orEarlier: false,
    })
  })

  it('is all only where the end of the thread is held', () => {
    expect(readState(upTo(5, 5), patient, held(1, 5))).toEqual({ kind: 'readAll' })
    expect(readState(upTo(5, 5), patient, held(1, 5, { later: more }))).toEqual({ kind: 'unknown' })
  })

  it('is not told where nothing is addressed to them', () => {
    const own = { entries: [testEntry('s', 1), testEntry('s', 2)], earlier: nothing, later: nothing }
    expect(readState(testSession('s'), patient, own)).toEqual({ kind: 'unknown' })
  })
})
