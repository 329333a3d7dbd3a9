/** One of the things compared: does the job once and says how much of it there was per second. */
export interface Contender {
  readonly name: string
  readonly run: () => Promise<number>
}

export interface Measured {
  readonly name: string
  readonly median: number
  readonly min: number
  readonly max: number
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  return (lower + upper) / 2
}

/**
 * Runs every contender once a round, in turn (A B A B …), so that what else the machine does falls on all alike.
 * Returns each contender's median, smallest and largest result, in the order given.
 */
export async function interleave(contenders: readonly Contender[], rounds: number): Promise<Measured[]> {
  const results = contenders.map(() => [] as number[])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      results[index]?.push(await contender.run())
    }
  }
  return contenders.map(({ name }, index) => {
    const values = results[index] ?? []
    return { name, median: median(values), min: Math.min(...values), max: Math.max(...values) }
  })
}

/** A comparison as printed: every contender, then the ratio of the first to the reference (the last), against its floor. */
export interface Verdict {
  readonly title: string
  readonly unit: string
  readonly measured: readonly Measured[]
  readonly ratio: number
  readonly floor: number
  readonly aim: number
}

export function judge(title: string, unit: string, measured: readonly Measured[], floor: number, aim: number): Verdict {
  const subject = measured[0]
  const reference = measured.at(-1)
  if (!subject || !reference) throw new Error('a comparison needs a subject and a reference')
  return { title, unit, measured, ratio: subject.median / reference.median, floor, aim }
}

export function printVerdict(verdict: Verdict): void {
  const number = (value: number) => Math.round(value).toLocaleString('en')
  console.log(`\n${verdict.title}`)
  for (const { name, median: middle, min, max } of verdict.measured) {
    console.log(
      `  ${name.padEnd(44)} ${number(middle).padStart(9)} ${verdict.unit}  (${number(min)} to ${number(max)})`,
    )
  }
  const judgement = verdict.ratio >= verdict.floor ? 'holds' : 'DOES NOT HOLD'
  console.log(
    `  ratio ${verdict.ratio.toFixed(2)}x: floor ${verdict.floor}x ${judgement}, aim ${verdict.aim}x ${verdict.ratio >= verdict.aim ? 'reached' : 'not reached'}`,
  )
}
