import { describe, expect, it } from 'vitest'
import { type Comparison, interleave, measure, meetsFloor, reachesAim } from '../../../bench/runner/comparison.ts'

const comparison: Omit<Comparison, 'contenders'> = { title: 'job', unit: 'jobs/s', better: 'more', floor: 0.5, aim: 1 }

/** A contender that gives these values, round by round, and the last one from then on. */
function giving(name: string, values: readonly number[], ran: string[] = []) {
  let round = 0
  return {
    name,
    run: async () => {
      ran.push(name)
      const value = values[Math.min(round, values.length - 1)] ?? Number.NaN
      round += 1
      return { value }
    },
  }
}

describe('measure', () => {
  it('runs the contenders in turn', async () => {
    const ran: string[] = []
    await measure(interleave(comparison, [giving('relay', [1], ran), giving('bare', [1], ran)]), 2)
    expect(ran).toEqual(['relay', 'bare', 'relay', 'bare'])
  })

  it('compares within each round, and takes the median of that', async () => {
    const contenders = [giving('relay', [90, 10, 100]), giving('bare', [100, 10, 200])]
    const [verdict] = await measure(interleave(comparison, contenders), 3)
    expect(verdict?.ratio).toBe(0.9)
  })

  it('compares the first with the last, and only shows those between', async () => {
    const contenders = [giving('relay', [60]), giving('other', [1]), giving('bare', [100])]
    const [verdict] = await measure(interleave(comparison, contenders), 1)
    expect(verdict?.ratio).toBe(0.6)
    expect(verdict?.samples.map(([sample]) => sample?.value)).toEqual([60, 1, 100])
  })

  it('runs more rounds while a floor does not hold, and counts all of them', async () => {
    const contenders = [giving('relay', [10, 90, 90, 90]), giving('bare', [100])]
    const [verdict] = await measure(interleave(comparison, contenders), 1)
    expect(verdict?.samples[0]?.map(({ value }) => value)).toEqual([10, 90])
    expect(verdict?.ratio).toBe(0.5)
  })

  it('believes a ratio below the floor in the end', async () => {
    const [verdict] = await measure(interleave(comparison, [giving('relay', [10]), giving('bare', [100])]), 2)
    expect(verdict?.samples[0]).toHaveLength(6)
    expect(verdict && meetsFloor(verdict)).toBe(false)
  })

  it('removes what was prepared, also when a round fails', async () => {
    let isClosed = false
    const failing = {
      comparisons: [],
      runRound: () => Promise.reject(new Error('a copy is missing')),
      close: async () => {
        isClosed = true
      },
    }
    await expect(measure(failing, 1)).rejects.toThrow('a copy is missing')
    expect(isClosed).toBe(true)
  })
})

describe('floor and aim', () => {
  const verdictOf = async (better: Comparison['better'], subject: number) => {
    const bounds = better === 'more' ? { floor: 0.5, aim: 1 } : { floor: 4, aim: 3 }
    const contenders = [giving('relay', [subject]), giving('bare', [1])]
    const [verdict] = await measure(interleave({ ...comparison, better, ...bounds }, contenders), 1)
    return verdict && { meetsFloor: meetsFloor(verdict), reaches: reachesAim(verdict) }
  }

  it.each([
    [0.4, false, false],
    [0.5, true, false],
    [1.2, true, true],
  ])('are lower bounds where more is better: %d', async (subject, held, reached) => {
    expect(await verdictOf('more', subject)).toEqual({ meetsFloor: held, reaches: reached })
  })

  it.each([
    [4.1, false, false],
    [4, true, false],
    [2.9, true, true],
  ])('are upper bounds where less is better: %d', async (subject, held, reached) => {
    expect(await verdictOf('less', subject)).toEqual({ meetsFloor: held, reaches: reached })
  })

  it('do not hold for what is no number', async () => {
    expect(await verdictOf('less', Number.NaN)).toEqual({ meetsFloor: false, reaches: false })
  })
})
