import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { ensureBuilt } from '../../commands/processes/ensureBuilt.ts'
import { measure, meetsFloor, type Verdict } from '../runner/comparison.ts'
import { describeMissed, describeVerdict, markdownTable } from '../runner/report.ts'
import { chromiumPath } from './consolePage.ts'
import { measurements } from './measurements.ts'

/* `npm run bench:console [-- --small] [NAME …]`: everything, or what is named. It needs Chromium. */
const { values, positionals } = parseArgs({ options: { small: { type: 'boolean' } }, allowPositionals: true })
const all = measurements(values.small ? 'small' : 'full')
const unknown = positionals.filter((asked) => !all.some(({ name }) => name === asked))
if (unknown.length > 0) {
  console.error(`bench: there is no ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}`)
  process.exit(1)
}
if (!existsSync(chromiumPath)) {
  console.error(`bench: there is no Chromium at ${chromiumPath}; CHROMIUM_PATH names another`)
  process.exit(1)
}

console.log(
  `interleaved rounds, medians, smallest and largest in brackets; Node ${process.version}, ${availableParallelism()} cores`,
)
await ensureBuilt()
const startedAt = performance.now()
const verdicts: Verdict[] = []
for (const { name, rounds, prepare } of all) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  for (const verdict of await measure(await prepare(), rounds)) {
    console.log(`\n${describeVerdict(verdict).join('\n')}`)
    verdicts.push(verdict)
  }
}

console.log(`\n${markdownTable(verdicts).join('\n')}`)
console.log(`\n${new Date().toISOString()}, ${Math.round((performance.now() - startedAt) / 1000)} s`)
const missed = verdicts.filter((verdict) => !meetsFloor(verdict))
for (const verdict of missed) console.log(describeMissed(verdict))
console.log(`bench: ${verdicts.length - missed.length} passed, ${missed.length} failed`)
process.exitCode = missed.length === 0 ? 0 : 1
