import { parseArgs } from 'node:util'
import { products } from '../support/console/relayWithConsole.ts'
import type { Finding } from './oracle.ts'
import { plants } from './plants.ts'
import { runRanges } from './ranges/runRanges.ts'
import { runKills } from './runKills.ts'

/*
 * `npm run faults -- --kills 50 [--seed N]`: kills console host and relay at random while both sides write; then kills the host and cuts
 * its line while parts of long threads are fetched, joined and forgotten. Then plants known defects, one at a time, and fails unless
 * each is found: zeros mean something only if the run can tell.
 */
const { values } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, seed: { type: 'string' }, plant: { type: 'string' } },
})
const kills = wholeNumber('--kills', values.kills)
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : wholeNumber('--seed', values.seed)
const plantNames = Object.keys(plants)
if (values.plant !== undefined && !plantNames.includes(values.plant)) {
  console.error(`--plant takes one of ${plantNames.join(', ')}`)
  process.exit(1)
}

const count = (findings: readonly Finding[], ...kinds: Finding['kind'][]) =>
  findings.filter(({ kind }) => kinds.includes(kind)).length

console.log(`seed ${seed}`)
let passed = 0
const failures: string[] = []

if (values.plant === undefined) {
  const victims = ['relay', 'console host', 'both'] as const
  const run = await runKills({ programs: products, kills, seed, victims, settleLimitMs: 60_000 })
  const { relay, 'console host': host, both } = run.kills
  console.log(
    `${kills} kills: relay ${relay}, console host ${host}, both at once ${both}; ${run.promised} messages promised`,
  )
  console.log(
    `lost ${count(run.findings, 'lost')}, doubled ${count(run.findings, 'doubled')}, reordered ${count(run.findings, 'reordered')}, ` +
      `altered or invented ${count(run.findings, 'altered', 'invented')}, unsettled ${count(run.findings, 'unsettled')}`,
  )
  for (const { kind, where, id } of run.findings.slice(0, 20))
    console.log(`  ${kind} in the log of the ${where}: ${id}`)
  if (run.findings.length === 0 && run.promised > 0) passed += 1
  else failures.push(`${kills} kills with seed ${seed}: ${run.findings.length} findings, ${run.promised} promised`)
}

if (values.plant === undefined) {
  const run = await runRanges({ programs: products, faults: kills, seed, settleLimitMs: 60_000 })
  const { faults, compared, findings } = run
  console.log(
    `ranges: ${faults.kills} kills of the host, ${faults.cuts} cuts of its line; ${run.promised} messages promised, ` +
      `${compared.ranges} ranges with ${compared.entries} entries compared; ${findings.length} findings`,
  )
  for (const { kind, where } of findings.slice(0, 20)) console.log(`  ${kind}: ${where}`)
  if (findings.length === 0 && run.promised > 0 && compared.ranges > 0) passed += 1
  else failures.push(`ranges with seed ${seed}: ${findings.length} findings, ${compared.ranges} ranges compared`)
}

for (const [name, plant] of Object.entries(plants)) {
  if (values.plant !== undefined && values.plant !== name) continue
  const found = await isFound(plant)
  console.log(`planted "${plant.defect}": ${found ? 'found' : 'NOT FOUND'}`)
  if (found) passed += 1
  else failures.push(`planted "${plant.defect}" was not found, with seed ${seed}`)
}
for (const failure of failures) console.log(`failed: ${failure}`)
console.log(`faults: ${passed} passed, ${failures.length} failed`)
process.exitCode = failures.length === 0 ? 0 : 1

/** A defect shows by the chance of a moment, between a commit and what follows it; it is given many moments to show. */
async function isFound({ programs, shownBy }: (typeof plants)[string]): Promise<boolean> {
  for (let attempt = 0; attempt < 15; attempt += 1) {
    const options = { programs, seed: seed + attempt, settleLimitMs: 10_000 }
    const run =
      shownBy === 'kills'
        ? await runKills({ ...options, kills: 8, victims: ['relay'] })
        : await runRanges({ ...options, faults: 6 })
    if (run.findings.length > 0) return true
  }
  return false
}

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text)
  console.error(`${option} takes a whole number`)
  process.exit(1)
}
