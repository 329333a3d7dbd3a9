/** Result of one contender in one round: the value that is compared, and figures that are shown beside it. */
export interface Sample {
  readonly value: number
  readonly beside?: Readonly<Record<string, number>>
}

/** Contenders that are compared. The first is the subject, the last the reference; those between are only shown. */
export interface Comparison {
  readonly title: string
  readonly unit: string
  /** Direction of good values: `more` of something in a second, or `less` memory or time. */
  readonly better: 'more' | 'less'
  readonly contenders: readonly string[]
  /** The ratio of subject to reference that must be had, and the one that is wanted. */
  readonly floor: number
  readonly aim: number
  /** The most that the subject's own median may be, in `unit`, where that is judged in place of the ratio. */
  readonly most?: { readonly floor: number; readonly aim: number }
}

/** One way of measuring, for one or more comparisons. */
export interface Measurement {
  readonly comparisons: readonly Comparison[]
  /**
   * Every contender does its job once, in turn. Resolves with a row for each comparison, in it a sample for each contender.
   * Rejects when a job was not done whole: such a run has no result.
   */
  readonly runRound: () => Promise<readonly (readonly Sample[])[]>
  /** Removes what was prepared for all rounds. */
  readonly close?: () => Promise<void>
}

/** One of the contenders of a comparison that are independent of each other. */
export interface Contender {
  readonly name: string
  readonly run: () => Promise<Sample>
}

export interface Verdict extends Comparison {
  /** A row for each contender, with its sample of each round. */
  readonly samples: readonly (readonly Sample[])[]
  /** The median over the rounds of subject to reference in the same round. */
  readonly ratio: number
}

/** Returns a measurement of one comparison, whose contenders run in turn (A B A B …). */
export function interleave(comparison: Omit<Comparison, 'contenders'>, contenders: readonly Contender[]): Measurement {
  return {
    comparisons: [{ ...comparison, contenders: contenders.map(({ name }) => name) }],
    runRound: async () => {
      const samples: Sample[] = []
      for (const contender of contenders) samples.push(await contender.run())
      return [samples]
    },
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  return (lower + upper) / 2
}

/** So many times the rounds are run, at the most, before a ratio that misses the floor is believed. */
const doubts = 3

/**
 * Runs the rounds, and compares within the round, so that what else the machine does falls on all alike. As long as a floor does
 * not hold, the same number of rounds is run again, and all of them count.
 */
export async function measure(measurement: Measurement, rounds: number): Promise<Verdict[]> {
  const { comparisons, runRound, close } = measurement
  const tables = comparisons.map(({ contenders }) => contenders.map(() => [] as Sample[]))
  const verdicts = () =>
    comparisons.map((comparison, index): Verdict => {
      const samples = tables[index] ?? []
      return { ...comparison, samples, ratio: ratioOf(samples) }
    })
  try {
    for (let doubt = 0; doubt < doubts; doubt += 1) {
      for (let round = 0; round < rounds; round += 1) {
        for (const [index, row] of (await runRound()).entries())
          for (const [contender, sample] of row.entries()) tables[index]?.[contender]?.push(sample)
      }
      if (verdicts().every(meetsFloor)) break
    }
    return verdicts()
  } finally {
    await close?.()
  }
}

function ratioOf(samples: readonly (readonly Sample[])[]): number {
  const [subject = []] = samples
  const reference = samples.at(-1) ?? []
  return median(subject.map(({ value }, round) => value / (reference[round]?.value ?? Number.NaN)))
}

const isWithin = (ratio: number, bound: number, better: Comparison['better']) =>
  better === 'more' ? ratio >= bound : ratio <= bound

/** Returns the median of the first contender over the rounds. */
export function subjectMedian({ samples }: Verdict): number {
  return median((samples[0] ?? []).map(({ value }) => value))
}

/** Returns whether the floor holds; where there is a most, it decides, and the ratio is only shown. */
export function meetsFloor(verdict: Verdict): boolean {
  const { ratio, floor, better, most } = verdict
  return most ? subjectMedian(verdict) <= most.floor : isWithin(ratio, floor, better)
}

export function reachesAim(verdict: Verdict): boolean {
  const { ratio, aim, better, most } = verdict
  return most ? subjectMedian(verdict) <= most.aim : isWithin(ratio, aim, better)
}
