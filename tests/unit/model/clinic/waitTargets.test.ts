import { describe, expect, it } from 'vitest'
import { defaultWaits, targetsOf, waitLevel } from '../../../../src/shared/model/clinic/waitTargets.ts'

const minutes = (count: number) => count * 60_000

describe('the level of a wait', () => {
  it('is calm, then amber, then red, each from its minute on', () => {
    const targets = { amberMinutes: 3, redMinutes: 7 }
    const levels = [0, minutes(3) - 1, minutes(3), minutes(7) - 1, minutes(7)].map((ms) => waitLevel(ms, targets))
    expect(levels).toEqual(['calm', 'calm', 'warn', 'warn', 'alarm'])
  })

  it('goes by the targets of the kind of session, where it has its own', () => {
    const waits = { amberMinutes: 3, redMinutes: 7, byKind: { visit: { amberMinutes: 1, redMinutes: 2 } } }
    expect(targetsOf(waits, 'visit')).toEqual({ amberMinutes: 1, redMinutes: 2 })
    expect(targetsOf(waits, 'chat')).toEqual({ amberMinutes: 3, redMinutes: 7 })
  })

  it('is calm by default for twenty minutes, in which a round of twenty patients is made', () => {
    expect(waitLevel(minutes(20) - 1, targetsOf(defaultWaits, 'chat'))).toBe('calm')
    expect(waitLevel(minutes(40), targetsOf(defaultWaits, 'chat'))).toBe('alarm')
  })
})
