import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSqliteStore, openSqliteFile } from '../../relay/store/database/openSqliteStore.ts'
import type { Append } from '../../relay/store/log/append.ts'
import type { Store } from '../../relay/store/store.ts'
import { createEntryId, createRandom, pickOne, type Random } from '../../simulation/random.ts'
import { createRelayAdmin } from '../../simulation/relayAdmin.ts'
import { type SessionId, sessionIdSchema, userIdSchema } from '../../src/shared/model/ids.ts'
import { createRelayInstallation, type RelayInstallation, withoutLimits } from '../fixtures/relayInstallation.ts'
import { startServerProcess } from '../fixtures/serverProcess.ts'
import { forEachOf } from '../runner/forEachOf.ts'

/** Amount that lies on a relay before anything is measured, and who may see it. */
export interface RelaySize {
  readonly sessions: number
  /** Entries in all sessions together. */
  readonly entries: number
}

export const clinicianId = userIdSchema.parse('clinician')
export const supervisorId = userIdSchema.parse('supervisor')
/** Writes for all patients. */
export const witnessId = userIdSchema.parse('witness')
export const password = 'password of the measurement'

/** So many entries are stored by one commit. */
const batchEntries = 1_000
/** So far apart are two entries of a session. */
const apartMs = 30_000

/** The id of a session by its number, from 0. */
export function sessionNamed(number: number): SessionId {
  return sessionIdSchema.parse(`session-${number}`)
}

/** The name of a session's patient, another for each of 2,401 numbers. */
export function patientNamed(number: number): string {
  const given = syllables[number % 49]
  return `${given} ${syllables[Math.floor(number / 49) % 49]}son`
}

/** The record number of a session's patient. */
export function recordNumberOf(number: number): string {
  return `rn${1_000 + number}x`
}

const syllables = ['a', 'e', 'i', 'o', 'u', 'y', 'ea'].flatMap((vowel) =>
  ['B', 'D', 'F', 'K', 'L', 'M', 'N'].map((consonant) => `${consonant}${vowel}n`),
)

/**
 * Returns a relay's data of this size, not running. It is made once and kept in the directory for temporary files under the digest
 * of what it is made by; each caller gets a copy.
 */
export async function growRelay(size: RelaySize): Promise<RelayInstallation> {
  const kept = join(tmpdir(), `rounds-bench-grown-${size.sessions}-${size.entries}-${digestOfSources()}`)
  const installation = createRelayInstallation()
  const dataDir = installation.env.DATA_DIR ?? ''
  if (!existsSync(kept)) {
    await fill(installation, size)
    const making = `${kept}-${process.pid}`
    cpSync(dataDir, making, { recursive: true })
    renameSync(making, kept)
    return installation
  }
  mkdirSync(dataDir, { recursive: true })
  cpSync(kept, dataDir, { recursive: true })
  return installation
}

/** The day is part of it: what was said a week ago is not what a clinic looks like. */
function digestOfSources(): string {
  const store = join(import.meta.dirname, '../../relay/store')
  const digest = createHash('sha256').update(new Date().toISOString().slice(0, 10))
  const files = readdirSync(store, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  for (const path of [...files.sort(), import.meta.filename]) digest.update(readFileSync(path))
  return digest.digest('hex').slice(0, 16)
}

async function fill(installation: RelayInstallation, size: RelaySize): Promise<void> {
  await putPeopleAndSessions(installation, size)
  const database = openSqliteFile(join(installation.env.DATA_DIR ?? '', 'relay.db'))
  // What is made here is made again when it is lost.
  database.pragma('synchronous = OFF')
  const store = await createSqliteStore(database)
  try {
    await appendEntries(store, size)
  } finally {
    await store.close()
  }
}

async function putPeopleAndSessions(installation: RelayInstallation, { sessions }: RelaySize): Promise<void> {
  const relay = await startServerProcess('relay/index.ts', { ...installation.env, ...withoutLimits })
  try {
    const admin = createRelayAdmin(relay.url, installation.mintToken)
    await admin.putUser(clinicianId, { name: 'Clinician', role: 'clinician', password })
    await admin.putUser(supervisorId, { name: 'Supervisor', role: 'admin', password })
    await forEachOf([...Array(sessions).keys()], 32, (number) =>
      admin.putSession(sessionNamed(number), {
        kind: 'chat',
        participants: [
          { userId: clinicianId, role: 'clinician' },
          { userId: witnessId, role: 'patient' },
        ],
        patient: {
          name: patientNamed(number),
          birthDate: `19${String(20 + (number % 79))}-0${1 + (number % 9)}-1${number % 10}`,
          sex: number % 2 === 0 ? 'female' : 'male',
          mrn: recordNumberOf(number),
        },
      }),
    )
  } finally {
    await relay.stop()
  }
}

/** Patient and clinician in turn; of every fourth session the last word is the patient's. All is read. */
async function appendEntries(store: Store, { sessions, entries }: RelaySize): Promise<void> {
  const random = createRandom(18)
  const found = await store.sessions.list('everything')
  const versions = new Map(found.map(({ id, version }) => [id, version]))
  const each = Math.floor(entries / sessions)
  const nowMs = Date.now()
  for (let number = 0; number < sessions; number += 1) {
    const sessionId = sessionNamed(number)
    const offset = number % 4 === 0 ? 1 : 0
    const appends = Array.from({ length: each }, (_, index): Append => {
      const isPatients = (each - index + offset) % 2 === 0
      const atMs = nowMs - (each - index) * apartMs - number * 1_000
      return {
        ...{ id: createEntryId(random, atMs), sessionId, thread: 'care', atMs },
        ...(isPatients
          ? { senderId: witnessId, senderName: 'Witness', senderRole: 'patient' }
          : { senderId: clinicianId, senderName: 'Clinician', senderRole: 'clinician' }),
        body: { kind: 'message', type: 'text', text: sentence(random, number, index) },
        sessionVersion: versions.get(sessionId) ?? 0,
      }
    })
    for (let from = 0; from < appends.length; from += batchEntries) {
      const outcomes = await store.log.appendAll(appends.slice(from, from + batchEntries))
      if (outcomes.some(({ outcome }) => outcome !== 'appended'))
        throw new Error(`entries of ${sessionId} were not stored`)
    }
    await store.watermarks.raiseAll(
      [clinicianId, witnessId].map((userId) => ({
        ...{ sessionId, thread: 'care' as const, userId },
        ...{ deliveredUpTo: each, readUpTo: each },
      })),
    )
  }
}

const words =
  'the pain is better since this morning but my left knee still hurts when I walk down stairs and it was swollen again'.split(
    ' ',
  )

function sentence(random: Random, session: number, index: number): string {
  const length = 6 + Math.floor(random() * 14)
  return `${session}.${index} ${Array.from({ length }, () => pickOne(random, words) ?? '').join(' ')}`
}
