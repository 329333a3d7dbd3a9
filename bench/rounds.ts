/** One of the things compared: does the job once and says how much of it there was per second. */
export interface Contender {
  readonly name: string
  readonly run: () => Promise<number>
}

/** Two or more contenders for the same job. The first is the subject, the last the reference. */
export interface Comparison {
  readonly title: string
  readonly unit: string
  readonly contenders: readonly Contender[]
  /** The least and the wanted ratio of subject to reference. */
  readonly floor: number
  readonly aim: number
}

export interface Verdict extends Comparison {
  /** A row for each contender, with its result of each round. */
  readonly results: readonly (readonly number[])[]
  /** The median over the rounds of subject to reference in the same round. */
  readonly ratio: number
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  return (lower + upper) / 2
}

/** So many times the rounds are run, at the most, before a ratio below the floor is believed. */
const doubts = 3

/**
 * Runs every contender once a round, in turn (A B A B …), and compares within the round, so that what else the machine does
 * falls on all alike. As long as the floor does not hold, the same number of rounds is run again, and all of them count.
 */
export async function compare(comparison: Comparison, rounds: number): Promise<Verdict> {
  const results = comparison.contenders.map(() => [] as number[])
  for (let doubt = 0; doubt < doubts; doubt += 1) {
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, contender] of comparison.contenders.entries()) results[index]?.push(await contender.run())
    }
    if (ratioOf(results) >= comparison.floor) break
  }
  return { ...comparison, results, ratio: ratioOf(results) }
}

function ratioOf(results: readonly (readonly number[])[]): number {
  const [subject = []] = results
  const reference = results.at(-1) ?? []
  return median(subject.map((value, round) => value / (reference[round] ?? Number.NaN)))
}

export function holds({ ratio, floor }: Verdict): boolean {
  return ratio >= floor
}

export function printVerdict(verdict: Verdict): void {
  const number = (value: number) => Math.round(value).toLocaleString('en')
  console.log(`\n${verdict.title}`)
  for (const [index, { name }] of verdict.contenders.entries()) {
    const values = verdict.results[index] ?? []
    const range = `${number(Math.min(...values))} to ${number(Math.max(...values))}, ${values.length} rounds`
    console.log(`  ${name.padEnd(52)} ${number(median(values)).padStart(9)} ${verdict.unit}  (${range})`)
  }
  const { ratio, floor, aim } = verdict
  const words = [
    `floor ${floor}x ${holds(verdict) ? 'holds' : 'DOES NOT HOLD'}`,
    `aim ${aim}x ${ratio >= aim ? 'reached' : 'not reached'}`,
  ]
  console.log(`  the first against the last, median of the rounds: ${ratio.toFixed(2)}x; ${words.join(', ')}`)
}
