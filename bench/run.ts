import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { diskPace } from './measurements/diskPace.ts'
import { measure, meetsFloor, type Verdict } from './runner/comparison.ts'
import { measurements } from './runner/measurements.ts'
import { describeMissed, describeVerdict, markdownTable } from './runner/report.ts'

/* `npm run bench [-- --small] [NAME …]`: everything, or what is named. */
const { values, positionals } = parseArgs({ options: { small: { type: 'boolean' } }, allowPositionals: true })
const all = measurements(values.small ? 'small' : 'full')
const unknown = positionals.filter((asked) => !all.some(({ name }) => name === asked))
if (unknown.length > 0) {
  console.error(`bench: there is no ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}`)
  process.exit(1)
}

console.log(
  `interleaved rounds, medians, smallest and largest in brackets; Node ${process.version}, ${availableParallelism()} cores`,
)
const describeDisk = (when: string) => {
  const { p50Ms, p99Ms } = diskPace()
  console.log(`a synced write of 4 KiB takes ${p50Ms.toFixed(2)} ms (p99 ${p99Ms.toFixed(2)} ms) ${when}`)
}
describeDisk('before')
const startedAt = performance.now()
const verdicts: Verdict[] = []
for (const { name, rounds, missing, prepare } of all) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  const reason = await missing?.()
  if (reason !== undefined) {
    console.log(`\n${name} not measured: ${reason}`)
    continue
  }
  for (const verdict of await measure(await prepare(), rounds)) {
    console.log(`\n${describeVerdict(verdict).join('\n')}`)
    verdicts.push(verdict)
  }
}

console.log(`\n${markdownTable(verdicts).join('\n')}`)
console.log()
describeDisk('after')
console.log(`${new Date().toISOString()}, ${Math.round((performance.now() - startedAt) / 1000)} s`)
const missed = verdicts.filter((verdict) => !meetsFloor(verdict))
for (const verdict of missed) console.log(describeMissed(verdict))
console.log(`bench: ${verdicts.length - missed.length} passed, ${missed.length} failed`)
process.exitCode = missed.length === 0 ? 0 : 1
