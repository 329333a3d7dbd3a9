import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { v7 } from 'uuid'
import { FailureError } from '../../src/shared/model/failure.ts'
import { entryIdSchema, userIdSchema } from '../../src/shared/model/ids.ts'
import { systemClock } from '../../src/shared/model/timing/clock.ts'
import { createTokenIssuer } from '../accounts/tokenIssuer.ts'
import { readEnvironment } from '../environment.ts'
import { createLog } from '../log.ts'
import type { WholeAdministration } from './commandParts.ts'
import { isRelayRunning, type OpenedAdministration, openAdministration } from './openAdministration.ts'
import { type AdminCommand, readArguments, usage } from './readArguments.ts'
import { createRemoteAdministration } from './remoteAdministration.ts'
import { runCommand } from './runCommand.ts'

const principal = { userId: userIdSchema.parse('relay-admin'), role: 'admin', name: 'Administration' } as const

async function readPassword(): Promise<string> {
  const lines = createInterface({ input: process.stdin })
  const [line] = await once(lines, 'line')
  lines.close()
  return String(line)
}

async function run(asked: AdminCommand): Promise<string[]> {
  const settings = readEnvironment(process.env)
  const log = createLog('silent')
  const issueToken = createTokenIssuer(settings.tokens, systemClock)
  const relayUrl = asked.relay ?? process.env.RELAY_URL
  let opened: OpenedAdministration | undefined

  async function administration(): Promise<WholeAdministration> {
    if (relayUrl !== undefined) {
      const token = process.env.RELAY_TOKEN ?? (await issueToken(principal)).token
      return createRemoteAdministration(relayUrl, token)
    }
    opened = await openAdministration(settings, systemClock, log)
    return opened.administration
  }
  try {
    return await runCommand(asked, {
      ...{ settings, principal, administration, issueToken, readPassword },
      isRelayRunning: () => isRelayRunning(settings),
      newEntryId: () => entryIdSchema.parse(v7()),
      clock: systemClock,
    })
  } finally {
    await opened?.close()
  }
}

const given = process.argv.slice(2)
if (given.length === 0 || given.includes('--help')) {
  process.stdout.write(`${usage}\n`)
} else {
  try {
    for (const line of await run(readArguments(given))) process.stdout.write(`${line}\n`)
  } catch (error) {
    const reason = error instanceof FailureError ? error.message : error instanceof Error ? error.message : 'no reason'
    process.stderr.write(`relay:admin: ${reason}\n`)
    process.exitCode = 1
  }
}
