import { parseArgs } from 'node:util'
import { median } from '../../bench/rounds.ts'
import { growth, hasReturned, isBearable, stalledBy } from './judge.ts'
import { runSiege, type SiegeOptions, type SiegeReport } from './runSiege.ts'

/*
 * `npm run hostile [-- --small] [--seed N] [--handshakes N] [--phase-ms N] [--phases N]`: attacks a relay in every way that there
 * is, while two honest people talk on it, and looks at how long they wait, what stays in memory, whether it stays up, and what
 * attackers are told. Then plants known defects, one at a time, and fails unless each is found.
 */
const { values } = parseArgs({
  options: {
    small: { type: 'boolean', default: false },
    seed: { type: 'string' },
    handshakes: { type: 'string', default: '10000' },
    'phase-ms': { type: 'string' },
    phases: { type: 'string' },
  },
})
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : wholeNumber('--seed', values.seed)
const size = values.small
  ? { phaseMs: 1_500, phases: 3, settleMs: 500 }
  : { phaseMs: 5_000, phases: 5, settleMs: 50_000 }
const options: SiegeOptions = {
  seed,
  passes: 3,
  phasesPerPass: values.phases === undefined ? size.phases : wholeNumber('--phases', values.phases),
  phaseMs: values['phase-ms'] === undefined ? size.phaseMs : wholeNumber('--phase-ms', values['phase-ms']),
  handshakes: wholeNumber('--handshakes', values.handshakes),
  settleMs: size.settleMs,
  each: !values.small,
  doubts: 3,
}

console.log(`seed ${seed}`)
let passed = 0
let failed = 0

const report = await runSiege(options)
console.log(
  `${report.struck} strikes, ${report.handshakes} of them bad handshakes; ${report.bytesHeard} bytes answered`,
)
for (const [name, phases] of report.phases) {
  const ratio = stalledBy(phases).toFixed(2)
  const [calm, attacked] = [median(phases.calm), median(phases.attacked)].map((ms) => ms.toFixed(1))
  const of = `${phases.calm.length} phases each`
  check(`${name}: p99 of the honest ${attacked} ms, calm ${calm} ms (${of}): ${ratio}x`, isBearable(phases))
}
const { heap, resident } = growth(report.memories)
const sizes = report.memories.map((memory) => `${mib(memory.heap)}/${mib(memory.resident)}`).join(', ')
const grown = `the last attack left ${heap.toFixed(2)}x of the heap, ${resident.toFixed(2)}x of what is resident`
check(`memory after each attack, heap/resident MiB: ${sizes}; ${grown}`, hasReturned(report.memories))
check(`the relay stayed up, and complained of ${report.complaints.length} defects`, isUp(report))
for (const line of report.complaints.slice(0, 5)) console.log(`    ${line.slice(0, 300)}`)
const { learned } = report
check(`attackers were told ${learned.length} things of others ${learned.join(' ')}`.trim(), learned.length === 0)
check('the session of others is as it was', report.isUntouched)

const short = { ...options, phasesPerPass: 1, phaseMs: 1_500, settleMs: 500, handshakes: 0, each: false, doubts: 0 }
const stalling = await runSiege({ ...short, defect: 'stall' })
check('planted "everybody waits for what is not in order": found', ![...stalling.phases.values()].every(isBearable))
const leaking = await runSiege({ ...short, defect: 'leak' })
check('planted "what was sent is never let go": found', !hasReturned(leaking.memories))

console.log(`hostile: ${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

function check(what: string, isSo: boolean): void {
  console.log(`  ${isSo ? 'holds' : 'DOES NOT HOLD'}: ${what}`)
  if (isSo) passed += 1
  else failed += 1
}

function isUp({ hasEnded, complaints }: SiegeReport): boolean {
  return !hasEnded && complaints.length === 0
}

function mib(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1)
}

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text)
  console.error(`${option} takes a whole number`)
  process.exit(1)
}
