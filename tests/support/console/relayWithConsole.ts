import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chooseFreePort } from '../../../commands/processes/chooseFreePort.ts'
import { createTokenMint } from '../../../simulation/mintToken.ts'
import { createParticipantClient } from '../../../simulation/participant/participantClient.ts'
import { createRelayAdmin } from '../../../simulation/relayAdmin.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { type SessionId, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'
import { createRestartableProcess } from '../servers/restartableProcess.ts'

/** Programs that run: the product's own, or one with a defect planted in it. */
export interface Programs {
  readonly relay: string
  readonly host: string
}

/** The product from its sources. */
export const products: Programs = { relay: 'relay/index.ts', host: 'src/main/hosts/browser/index.ts' }
/** The product with the console as it is built, page included. */
export const builtProducts: Programs = { ...products, host: 'out/main/browserHost.js' }

export const clinicianId = userIdSchema.parse('clinician')
export const colleagueId = userIdSchema.parse('colleague')
export const witnessId = userIdSchema.parse('witness')

export interface RelayWithConsoleOptions {
  readonly programs: Programs
  /** The patients' names, one session each. */
  readonly patients: readonly string[]
  /** Whether the host signs in by itself. */
  readonly signsIn: boolean
  /** Log level of the relay; warnings unless it is given. */
  readonly relayLogLevel?: 'warn' | 'trace'
  /** Directory of the console's data, if not a new one. */
  readonly consoleDir?: string
  /** Names of patients whose sessions the user of the console looks at without taking part, as an administrator. */
  readonly lookedAt?: readonly string[]
  /** Address at which the console reaches the relay, such as that of a faulty link; the relay's own unless it is given. */
  readonly reach?: (relayPort: number) => Promise<string>
}

/**
 * A relay, running, and a console's host, not yet started, as processes of their own on directories of their own. The
 * sessions are between one clinician and one user, the witness, who writes for all the patients.
 */
export async function openRelayWithConsole({
  programs,
  patients,
  signsIn,
  relayLogLevel = 'warn',
  consoleDir,
  lookedAt = [],
  reach,
}: RelayWithConsoleOptions) {
  const directory = mkdtempSync(join(tmpdir(), 'rounds-relay-with-console-'))
  const directories = { relay: join(directory, 'relay'), console: consoleDir ?? join(directory, 'console') }
  for (const path of Object.values(directories)) mkdirSync(path, { recursive: true, mode: 0o700 })
  const secret = randomBytes(32).toString('hex')
  const password = randomBytes(12).toString('hex')
  const [relayPort, hostPort] = await Promise.all([chooseFreePort(), chooseFreePort()])
  const relayUrl = `http://127.0.0.1:${relayPort}`
  const relay = createRestartableProcess('relay', {
    file: programs.relay,
    env: {
      HOST: '127.0.0.1',
      PORT: `${relayPort}`,
      DATA_DIR: directories.relay,
      JWT_SECRET: secret,
      LOG_LEVEL: relayLogLevel,
      RATE_LIMIT_FACTOR: '1000',
    },
    ready: /relay listening on (\S+)/,
  })
  const host = createRestartableProcess('console host', {
    file: programs.host,
    env: {
      RELAY_URL: (await reach?.(relayPort)) ?? relayUrl,
      DATA_DIR: directories.console,
      PORT: `${hostPort}`,
      BROWSER: 'none',
      ...(signsIn ? { ROUNDS_USER: clinicianId, ROUNDS_PASSWORD: password } : {}),
    },
    ready: /console ready at \S+#(\S+)/,
  })
  await relay.start()
  const mint = createTokenMint(secret, systemClock)
  const admin = createRelayAdmin(relayUrl, mint)
  const role = lookedAt.length > 0 ? 'admin' : 'clinician'
  await admin.putUser(clinicianId, { name: 'Clinician', role, password })
  const sessionIds = await putSessions(admin, patients, lookedAt)
  return {
    relay,
    host,
    relayUrl,
    admin,
    mint,
    password,
    hostPort,
    directories,
    sessionIds,
    /** The witness, connected from now on. */
    openWitness: (entryAdded?: (entry: Entry) => void) =>
      createParticipantClient({
        relayUrl,
        getToken: () => mint({ userId: witnessId, name: 'Witness', role: 'patient' }),
        deviceName: 'witness',
        clock: systemClock,
        random: Math.random,
        ...(entryAdded ? { entryAdded } : {}),
      }),
    clear: async () => {
      await Promise.all([host.kill(), relay.kill()])
      rmSync(directory, { recursive: true })
    },
  }
}

/** Puts a session for each patient, with the clinician; for each of `lookedAt` one with a colleague. */
async function putSessions(
  admin: ReturnType<typeof createRelayAdmin>,
  patients: readonly string[],
  lookedAt: readonly string[],
): Promise<SessionId[]> {
  const sessionIds: SessionId[] = []
  for (const [index, name] of [...patients, ...lookedAt].entries()) {
    const sessionId = sessionIdSchema.parse(`session-${index}`)
    sessionIds.push(sessionId)
    await admin.putSession(sessionId, {
      kind: 'chat',
      participants: [
        { userId: index < patients.length ? clinicianId : colleagueId, role: 'clinician' },
        { userId: witnessId, role: 'patient' },
      ],
      patient: { name, birthDate: '1964-03-11', sex: 'female', mrn: `4821-0${index}` },
    })
  }
  return sessionIds
}
