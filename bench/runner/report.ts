import {
  type Comparison,
  median,
  meetsFloor,
  reachesAim,
  type Sample,
  subjectMedian,
  type Verdict,
} from './comparison.ts'

const rounded = (value: number) =>
  value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 })

/** The lines of one verdict: a line for each contender with the median and the range of its rounds, then the ratio. */
export function describeVerdict(verdict: Verdict): string[] {
  const lines = verdict.contenders.flatMap((name, index) => {
    const samples = verdict.samples[index] ?? []
    const values = samples.map(({ value }) => value)
    const range = `${rounded(Math.min(...values))} to ${rounded(Math.max(...values))}, ${values.length} rounds`
    const line = `  ${name.padEnd(52)} ${rounded(median(values)).padStart(9)} ${verdict.unit}  (${range})`
    const beside = describeBeside(samples)
    return beside === '' ? [line] : [line, `      ${beside}`]
  })
  const { ratio } = verdict
  const { floor, aim } = bounds(verdict)
  const words = [
    `floor ${floor} ${meetsFloor(verdict) ? 'holds' : 'DOES NOT HOLD'}`,
    `aim ${aim} ${reachesAim(verdict) ? 'reached' : 'not reached'}`,
  ]
  return [
    verdict.title,
    ...lines,
    `  the first against the last, median of the rounds: ${ratio.toFixed(2)}x; ${words.join(', ')}`,
  ]
}

/** Returns floor and aim as they are judged: a ratio, or the subject's own figure. */
function bounds({ floor, aim, most, unit }: Comparison): { readonly floor: string; readonly aim: string } {
  return most ? { floor: `${most.floor} ${unit}`, aim: `${most.aim} ${unit}` } : { floor: `${floor}x`, aim: `${aim}x` }
}

function describeBeside(samples: readonly Sample[]): string {
  const names = Object.keys(samples[0]?.beside ?? {})
  return names
    .map((name) => `${name} ${rounded(median(samples.map(({ beside }) => beside?.[name] ?? Number.NaN)))}`)
    .join(', ')
}

/** Returns the line of a verdict whose floor does not hold, by which a log is searched. */
export function describeMissed(verdict: Verdict): string {
  const had = verdict.most ? `${rounded(subjectMedian(verdict))} ${verdict.unit}` : `${verdict.ratio.toFixed(2)}x`
  return `failed: ${verdict.title}: ${had}, floor ${bounds(verdict).floor}`
}

/** All verdicts as a table in Markdown, to be kept in `docs/measurements.md`. */
export function markdownTable(verdicts: readonly Verdict[]): string[] {
  const rows = verdicts.map((verdict) => {
    const { title, unit, contenders, samples, ratio, better } = verdict
    const { floor, aim } = bounds(verdict)
    const cell = (index: number) => {
      const values = (samples.at(index) ?? []).map(({ value }) => value)
      return `${contenders.at(index)}: ${rounded(median(values))} (${rounded(Math.min(...values))}–${rounded(Math.max(...values))})`
    }
    const bound = better === 'more' ? '≥' : '≤'
    const reached = reachesAim(verdict) ? 'reached' : meetsFloor(verdict) ? 'not reached' : 'BELOW THE FLOOR'
    return [title, unit, cell(0), cell(-1), `${ratio.toFixed(2)}x`, `${bound} ${floor}`, `${bound} ${aim} ${reached}`]
  })
  const header = ['measured', 'unit', 'subject', 'reference', 'ratio', 'floor', 'aim']
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
}
