import { spawnSync } from 'node:child_process'
import { startVitest } from 'vitest/node'
import { ensureBuilt } from './ensureBuilt.ts'
import { createTestTally } from './testTally.ts'

/*
 * `npm test`: everything that can run on this machine, then what could not and why. Further arguments choose test files, and
 * leave the checks out. Ends with `tests: N passed, N failed`, and with exit code 1 when anything failed.
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
if (notRun.size > 0) {
  console.log('\nNot run on this machine:')
  for (const [reason, count] of notRun) console.log(`  ${reason} (${count === 1 ? '1 test' : `${count} tests`})`)
}
for (const name of failedSteps) console.log(`\nfailed: ${name}`)
const allFailed = failed + failedSteps.length
console.log(`\ntests: ${passed + steps.length - failedSteps.length} passed, ${allFailed} failed`)
process.exitCode = allFailed === 0 && passed > 0 ? 0 : 1

function script(name: string) {
  const run = () => spawnSync('npm', ['run', '-s', name], { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
  return { name: `npm run ${name}`, run: () => Promise.resolve(run()) }
}
