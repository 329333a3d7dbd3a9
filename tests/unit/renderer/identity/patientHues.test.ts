import { describe, expect, it } from 'vitest'
import {
  colourOpen,
  hueCount,
  noHues,
  type PatientHues,
  readHues,
  toSavedHues,
} from '../../../../src/renderer/state/patients/patientHues.ts'
import { type SessionId, sessionIdSchema } from '../../../../src/shared/model/ids.ts'

const sessionsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => sessionIdSchema.parse(`session-${first + index}`))

/** Everybody has other letters. */
const ownLetters = (id: string) => id
const sameLetters = () => 'AA'

/** Opens the sessions one after the other, at the end of the strip. */
function openEach(hues: PatientHues, already: readonly SessionId[], ids: readonly SessionId[], letters = ownLetters) {
  return ids.reduce((current, _, index) => colourOpen(current, [...already, ...ids.slice(0, index + 1)], letters), hues)
}

const huesOf = ({ open }: PatientHues, ids: readonly SessionId[]) => ids.map((id) => open.get(id))

describe('the colours of those who have a tab', () => {
  it('are a different one each, as long as there are so many', () => {
    const ids = sessionsFrom(0, hueCount)
    expect(new Set(huesOf(openEach(noHues, [], ids), ids)).size).toBe(hueCount)
  })

  it('are of nobody else', () => {
    const [a, b] = sessionsFrom(0, 2)
    if (!a || !b) throw new Error('There are two sessions.')
    expect([...colourOpen(noHues, [a], ownLetters).open.keys()]).toEqual([a])
    expect(colourOpen(colourOpen(noHues, [a], ownLetters), [b], ownLetters).open.has(a)).toBe(false)
  })

  it('stay while the tab is open, whatever comes, goes and is put in another order', () => {
    const ids = sessionsFrom(0, 40)
    const all = openEach(noHues, [], ids)
    const left = ids.filter((_, index) => index % 3 !== 0).reverse()
    const fewer = colourOpen(all, left, ownLetters)
    const others = sessionsFrom(100, 30)
    const more = colourOpen(fewer, [...others, ...left], ownLetters)
    expect(huesOf(more, left)).toEqual(huesOf(all, left))
    expect(colourOpen(more, [...left, ...others], ownLetters)).toBe(more)
  })

  it('come back with the tab, until so many others needed one that it had to be given away', () => {
    const [first, ...others] = sessionsFrom(0, hueCount)
    const [next] = sessionsFrom(50, 1)
    if (!first || !next) throw new Error('There are sessions.')
    const before = colourOpen(noHues, [first], ownLetters)
    const without = openEach(before, [], others)
    expect([...without.open.values()]).not.toContain(before.open.get(first))
    expect(huesOf(colourOpen(without, [...others, first], ownLetters), [first])).toEqual(huesOf(before, [first]))
    const taken = colourOpen(without, [...others, next], ownLetters)
    expect(huesOf(taken, [next])).toEqual(huesOf(before, [first]))
    expect(taken.closed.has(first)).toBe(false)
  })

  it('of more tabs than colours are never shared by the same letters nor by neighbours', () => {
    const ids = sessionsFrom(0, 40)
    const letters = (id: string) => `A${Number(id.slice('session-'.length)) % 5}`
    const { open } = openEach(noHues, [], ids, letters)
    const pairs = ids.map((id) => `${open.get(id)} ${letters(id)}`)
    expect(new Set(pairs).size).toBe(ids.length)
    for (const [index, id] of ids.slice(1).entries()) expect(open.get(id)).not.toBe(open.get(ids[index] ?? id))
  })

  it('are shared evenly where more have the same letters than there are colours', () => {
    const ids = sessionsFrom(0, hueCount * 2)
    const { open } = openEach(noHues, [], ids, sameLetters)
    for (let hue = 0; hue < hueCount; hue += 1)
      expect([...open.values()].filter((given) => given === hue)).toHaveLength(2)
    for (const [index, id] of ids.slice(1).entries()) expect(open.get(id)).not.toBe(open.get(ids[index] ?? id))
  })

  it('are read as they were saved, with what was closed', () => {
    const ids = sessionsFrom(0, 20)
    const hues = colourOpen(openEach(noHues, [], ids), ids.slice(0, 15), ownLetters)
    expect(readHues(JSON.parse(JSON.stringify(toSavedHues(hues))))).toEqual(hues)
  })

  it('are none where what was saved is not of this form', () => {
    for (const saved of [
      undefined,
      null,
      7,
      [],
      { open: 'all' },
      { open: [['a', hueCount], ['b', -1], ['c', 1.5], 3] },
    ])
      expect(readHues(saved)).toEqual(noHues)
  })
})
