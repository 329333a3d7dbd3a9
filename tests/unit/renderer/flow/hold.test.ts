import { describe, expect, it } from 'vitest'
import { createHold } from '../../../../src/renderer/features/sessions/hold.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

describe('the hold of a list', () => {
  function held() {
    const clock = createFakeClock()
    const states: boolean[] = []
    return { clock, states, hold: createHold({ clock, changed: (isHeld) => states.push(isHeld) }) }
  }

  it('lasts while the pointer moves, and ten seconds after that', () => {
    const { clock, states, hold } = held()
    for (let move = 0; move < 5; move++) {
      hold.moved()
      clock.advance(9_900)
    }
    expect(states).toEqual([true])
    clock.advance(100)
    expect(states).toEqual([true, false])
    hold.moved()
    expect(states).toEqual([true, false, true])
  })

  it('ends when the pointer leaves, and not for the time that it had', () => {
    const { clock, states, hold } = held()
    hold.moved()
    hold.left()
    hold.keyed(true)
    clock.advance(60_000)
    expect(states).toEqual([true, false, true])
    hold.keyed(false)
    expect(states).toEqual([true, false, true, false])
  })

  it('lasts while the keyboard is in the list, wherever the pointer lies', () => {
    const { clock, states, hold } = held()
    hold.keyed(true)
    hold.moved()
    clock.advance(60_000)
    hold.left()
    expect(states).toEqual([true])
  })

  it('admits no press in the second after the order has changed under a pointer at rest', () => {
    const { clock, hold } = held()
    expect(hold.admitsPress()).toBe(true)
    hold.reordered()
    expect(hold.admitsPress()).toBe(false)
    clock.advance(999)
    expect(hold.admitsPress()).toBe(false)
    clock.advance(1)
    expect(hold.admitsPress()).toBe(true)
    hold.reordered()
    hold.moved()
    expect(hold.admitsPress()).toBe(true)
  })
})
