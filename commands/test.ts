import { spawnSync } from 'node:child_process'
import { startVitest } from 'vitest/node'
import { ensureBuilt } from './processes/ensureBuilt.ts'
import { describeFailed } from './testing/failedTests.ts'
import { judgeNotRun, type NotRun, readRequired } from './testing/requiredTests.ts'
import { createTestTally } from './testing/testTally.ts'

/*
 * `npm test`: everything that can run on this machine, then what could not and why. Further arguments choose test files, and
 * leave the checks out. What needs something that `TEST_REQUIRES` names, such as `PostgreSQL,Redis`, counts as failed where it
 * could not run. Ends with a line for each failure that begins with `failed: `, with `tests: N passed, N failed`, and with exit
 * code 1 when anything failed.
 */
const chosen = process.argv.slice(2)
const steps = [
  {
    name: 'npm run build',
    run: () =>
      ensureBuilt().then(
        () => true,
        () => false,
      ),
  },
  ...(chosen.length > 0 ? [] : ['check:types', 'check:lint', 'check:dead'].map((name) => script(name))),
]

const failedSteps: string[] = []
for (const step of steps) {
  console.log(step.name)
  if (!(await step.run())) failedSteps.push(step.name)
}
const tally = createTestTally()
const vitest = await startVitest('test', chosen, {
  run: true,
  watch: false,
  reporters: ['default', tally.reporter],
})
await vitest.close()

const { passed, failed, notRun } = tally.result()
const { allowed, refused } = judgeNotRun(notRun, readRequired(process.env.TEST_REQUIRES))
list('Not run on this machine:', allowed)
const refusedCount = [...refused.values()].reduce((sum, count) => sum + count, 0)
const failures = [
  ...failedSteps.map((name) => ({ name, errors: [] })),
  ...[...refused].map(([reason, count]) => ({
    name: `${describeCount(reason, count)}, since TEST_REQUIRES=${process.env.TEST_REQUIRES}`,
    errors: [],
  })),
  ...failed,
].flatMap(describeFailed)
if (failures.length > 0) console.log(`\n${failures.join('\n')}`)
const allFailed = failed.length + failedSteps.length + refusedCount
console.log(`\ntests: ${passed + steps.length - failedSteps.length} passed, ${allFailed} failed`)
process.exitCode = allFailed === 0 && passed > 0 ? 0 : 1

function list(title: string, reasons: NotRun) {
  if (reasons.size === 0) return
  console.log(`\n${title}`)
  for (const [reason, count] of reasons) console.log(`  ${describeCount(reason, count)}`)
}

function describeCount(reason: string, count: number): string {
  return `${reason} (${count === 1 ? '1 test' : `${count} tests`})`
}

function script(name: string) {
  const run = () => spawnSync('npm', ['run', '-s', name], { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
  return { name: `npm run ${name}`, run: () => Promise.resolve(run()) }
}
