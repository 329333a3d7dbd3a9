import { spawnSync } from 'node:child_process'

/** One project for each runtime, so that the compiler refuses what a folder's runtime does not have. */
const projects = [
  'src/shared',
  'src/client',
  'src/preload',
  'src/renderer',
  'src/patient',
  'src/patient/worker',
  'tests/browser',
  'tests/unit/patient',
  'bench/console',
  '.',
]

let failed = false
for (const project of projects) {
  const run = spawnSync('tsc', ['--project', project], { stdio: 'inherit' })
  if (run.status !== 0) failed = true
}
process.exitCode = failed ? 1 : 0
