import { FailureError } from '../../src/shared/model/failure.ts'
import { readConsultations } from './readConsultations.ts'

/** `node simulation/replay/checkRecording.ts FILE.jsonl`: ends with exit code 1 and one line that names what is wrong with a recording. */
try {
  await readConsultations(process.argv[2] ?? '')
} catch (error) {
  if (!(error instanceof FailureError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
