import { describe, expect, it } from 'vitest'
import { type Evidence, findFaults, type Logged } from '../../faults/oracle.ts'

const message = (id: string, seq: number, changes: Partial<Logged> = {}): Logged => ({
  id,
  sessionId: 's1',
  seq,
  senderId: 'clinician',
  text: `text of ${id}`,
  ...changes,
})

function evidenceOf(log: readonly Logged[], changes: Partial<Evidence> = {}): Evidence {
  return {
    promised: [message('a', 1), message('b', 2)],
    undecided: new Set(['c']),
    logs: { relay: log, console: log, witness: log },
    unsent: [],
    ...changes,
  }
}

const kindsIn = (evidence: Evidence) => [...new Set(findFaults(evidence).map((finding) => finding.kind))]

describe('the oracle of the fault runs', () => {
  it('finds nothing where every promise was kept once and in order', () => {
    expect(findFaults(evidenceOf([message('a', 1), message('b', 2)]))).toEqual([])
  })
  it('allows a message without a promise to be there or not', () => {
    expect(findFaults(evidenceOf([message('a', 1), message('b', 2), message('c', 3)]))).toEqual([])
  })
  it('finds a promised message that is in no log', () => {
    expect(kindsIn(evidenceOf([message('a', 1)]))).toEqual(['lost'])
  })
  it('finds a message that only one log lacks, and says which', () => {
    const log = [message('a', 1), message('b', 2)]
    const evidence = evidenceOf(log, { logs: { relay: log, console: log, witness: log.slice(0, 1) } })
    expect(findFaults(evidence)).toEqual([{ kind: 'lost', where: 'witness', id: 'b' }])
  })
  it('finds an id that stands twice', () => {
    expect(kindsIn(evidenceOf([message('a', 1), message('b', 2), message('b', 3)]))).toContain('doubled')
  })
  it('finds a message that was stored again under another id', () => {
    const again = message('c', 3, { text: 'text of b' })
    expect(kindsIn(evidenceOf([message('a', 1), message('b', 2), again]))).toContain('doubled')
  })
  it('finds messages of one sender in another order than they were promised', () => {
    expect(kindsIn(evidenceOf([message('b', 1), message('a', 2)]))).toEqual(['reordered'])
  })
  it('finds a log whose places do not ascend', () => {
    expect(kindsIn(evidenceOf([message('a', 2), message('b', 1)]))).toEqual(['reordered'])
  })
  it('finds a text that was changed', () => {
    expect(kindsIn(evidenceOf([message('a', 1), message('b', 2, { text: 'other' })]))).toEqual(['altered'])
  })
  it('finds a message that nobody sent', () => {
    expect(kindsIn(evidenceOf([message('a', 1), message('b', 2), message('x', 3)]))).toEqual(['invented'])
  })
  it('finds a message that the console still holds as unsent', () => {
    expect(kindsIn(evidenceOf([message('a', 1), message('b', 2)], { unsent: ['b'] }))).toEqual(['lost'])
  })
})
