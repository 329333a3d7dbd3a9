import { parseArgs } from 'node:util'
import { FailureError } from '../src/shared/model/failure.ts'
import { systemClock } from '../src/shared/model/timing/clock.ts'
import { createTokenMint } from './mintToken.ts'
import { createRandom } from './random.ts'
import { createRelayAdmin } from './relayAdmin.ts'
import { describeReplay } from './replay/describeReplay.ts'
import { readConsultations } from './replay/readConsultations.ts'
import { replayConsultations } from './replay/replayConsultations.ts'
import { openReplayClients } from './replay/replayParticipant.ts'

const usage = 'usage: JWT_SECRET=… npm run replay -- FILE.jsonl --relay URL [--speed N]'

function readArguments(): { path: string; relayUrl: string; speed: number; secret: string } {
  const { values, positionals } = (() => {
    try {
      return parseArgs({ allowPositionals: true, options: { relay: { type: 'string' }, speed: { type: 'string' } } })
    } catch {
      throw new FailureError('invalid', usage)
    }
  })()
  const [path] = positionals
  const speed = Number(values.speed ?? 1)
  const secret = process.env.JWT_SECRET
  if (path === undefined || positionals.length > 1 || values.relay === undefined)
    throw new FailureError('invalid', usage)
  if (!URL.canParse(values.relay)) throw new FailureError('invalid', '--relay must be an http or https URL')
  if (!(speed > 0 && Number.isFinite(speed)))
    throw new FailureError('invalid', '--speed must be a number greater than 0')
  if (!secret) throw new FailureError('invalid', 'JWT_SECRET is missing: set it to the secret of the relay')
  return { path, relayUrl: values.relay, speed, secret }
}

try {
  const { path, relayUrl, speed, secret } = readArguments()
  const consultations = await readConsultations(path)
  const clock = systemClock
  const mintToken = createTokenMint(secret, clock)
  const open = openReplayClients({ relayUrl, mintToken, clock, random: createRandom(clock.now()) })
  const report = await replayConsultations({
    consultations,
    relayUrl,
    admin: createRelayAdmin(relayUrl, mintToken),
    mintToken,
    clock,
    speed,
    runId: clock.now().toString(36),
    openPatient: open,
    openClinician: open,
  })
  const outcome = describeReplay(report)
  console.log(outcome.line)
  process.exitCode = outcome.isFaithful ? 0 : 1
} catch (error) {
  if (!(error instanceof FailureError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
