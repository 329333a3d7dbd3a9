import { median, meetsFloor, reachesAim, type Sample, type Verdict } from './comparison.ts'

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
  const { ratio, floor, aim } = verdict
  const words = [
    `floor ${floor}x ${meetsFloor(verdict) ? 'holds' : 'DOES NOT HOLD'}`,
    `aim ${aim}x ${reachesAim(verdict) ? 'reached' : 'not reached'}`,
  ]
  return [
    verdict.title,
    ...lines,
    `  the first against the last, median of the rounds: ${ratio.toFixed(2)}x; ${words.join(', ')}`,
  ]
}

function describeBeside(samples: readonly Sample[]): string {
  const names = Object.keys(samples[0]?.beside ?? {})
  return names
    .map((name) => `${name} ${rounded(median(samples.map(({ beside }) => beside?.[name] ?? Number.NaN)))}`)
    .join(', ')
}

/** All verdicts as a table in Markdown, to be kept in `docs/measurements.md`. */
export function markdownTable(verdicts: readonly Verdict[]): string[] {
  const rows = verdicts.map((verdict) => {
    const { title, unit, contenders, samples, ratio, floor, aim, better } = verdict
    const cell = (index: number) => {
      const values = (samples.at(index) ?? []).map(({ value }) => value)
      return `${contenders.at(index)}: ${rounded(median(values))} (${rounded(Math.min(...values))}–${rounded(Math.max(...values))})`
    }
    const bound = better === 'more' ? '≥' : '≤'
    const reached = reachesAim(verdict) ? 'reached' : meetsFloor(verdict) ? 'not reached' : 'BELOW THE FLOOR'
    return [title, unit, cell(0), cell(-1), `${ratio.toFixed(2)}x`, `${bound} ${floor}x`, `${bound} ${aim}x ${reached}`]
  })
  const header = ['measured', 'unit', 'subject', 'reference', 'ratio', 'floor', 'aim']
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
}
