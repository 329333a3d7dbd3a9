import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { z } from 'zod'
import { sessionsAnswerSchema, uploadStateSchema } from '../../src/shared/protocol/rest.ts'
import { type RelayProcess, startRelayProcess } from '../support/relay/start/startRelayProcess.ts'
import { tokenFor } from '../support/relay/start/testTokens.ts'
import { until } from '../support/time/until.ts'
import type { Target } from './attack.ts'
import { type HonestPair, openHonestPair } from './honestPair.ts'

/** Markers that stand in the session of others, and nowhere else: none of them may ever reach an attacker. */
export const markers = ['CANARY-TEXT', 'CANARY-NAME', 'CANARY-PATIENT', 'CANARY-MRN', 'CANARY-FILE', 'canary-witness']

/** Memory of a relay when its garbage is collected, in bytes. */
export interface Memory {
  readonly heap: number
  readonly resident: number
}

/** A relay with two honest people, a session of others, and an attacker's account. */
export interface Siege {
  readonly relay: RelayProcess
  readonly target: Target
  readonly honest: HonestPair
  readonly readMemory: () => Promise<Memory>
  /** Reads a small file of the session of others, as one of them. */
  readonly readFile: () => Promise<void>
  /** Returns whether the session of others is as it was. */
  readonly isUntouched: () => Promise<boolean>
  readonly close: () => Promise<void>
}

const honestSessionId = 'honest-session'

/** Opens one over the sessions of `weighty`, which are in `data`, with the limits of a relay in use, behind one proxy. */
export async function openWeightySiege(data: string, defect?: string): Promise<Siege> {
  const dataDir = await mkdtemp(join(tmpdir(), 'rounds-weighty-'))
  await cp(data, dataDir, { recursive: true })
  const siege = await openSiege(defect, { dataDir, env: { RATE_LIMIT_FACTOR: '1', TRUST_PROXY: '1' } })
  return {
    ...siege,
    close: async () => {
      await siege.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** `defect` is planted in the relay. */
export async function openSiege(
  defect?: string,
  given: { readonly dataDir?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Siege> {
  const relay = await startObservedRelay(defect, given)
  const others = await putOthers(relay)
  await relay.putSession('attackers-session', { attacker: 'patient', 'attackers-clinician': 'clinician' })
  await relay.putSession(honestSessionId, { 'honest-patient': 'patient', 'honest-clinician': 'clinician' })
  const before = await readOthers(relay.url)
  const honest = await openHonestPair(relay.url, honestSessionId)
  return {
    relay,
    honest,
    target: {
      url: relay.url,
      port: relay.port,
      token: await tokenFor('attacker', 'patient'),
      ownSessionId: 'attackers-session',
      ownUserId: 'attacker',
      others: others.ids,
    },
    readMemory: () => readMemory(relay),
    readFile: others.readFile,
    isUntouched: async () => (await readOthers(relay.url)) === before,
    close: async () => {
      honest.close()
      await relay.dispose()
    },
  }
}

/** Starts a relay that collects its garbage on a signal, with the defect planted in it. */
function startObservedRelay(
  defect: string | undefined,
  given: { readonly dataDir?: string; readonly env?: Readonly<Record<string, string>> },
): Promise<RelayProcess> {
  const preload = (file: string) => `--import=${new URL(file, import.meta.url).href}`
  const options = [
    '--expose-gc',
    // What is new takes little room: that V8 gave it more in one attack than in another is no leak.
    '--max-semi-space-size=8',
    preload('collectOnSignal.ts'),
    ...(defect === undefined ? [] : [preload('planted.ts')]),
  ]
  const planted = defect === undefined ? {} : { PLANTED_DEFECT: defect }
  return startRelayProcess({ ...given, env: { NODE_OPTIONS: options.join(' '), ...planted, ...given.env } })
}

const othersSessionId = 'others-session'

/** Puts the session of others: names, a patient's record, and a message with a file, all of them markers. */
async function putOthers(
  relay: RelayProcess,
): Promise<{ readonly ids: Target['others']; readonly readFile: () => Promise<void> }> {
  await relay.putUser('others-clinician', { name: 'CANARY-NAME', role: 'clinician' })
  await relay.putSession(othersSessionId, {
    kind: 'chat',
    participants: [
      { userId: 'others-clinician', role: 'clinician' },
      { userId: 'canary-witness', role: 'patient' },
    ],
    patient: { name: 'CANARY-PATIENT', birthDate: '1980-01-01', sex: 'female', mrn: 'CANARY-MRN' },
  })
  const authorization = `Bearer ${await tokenFor('others-clinician', 'clinician', { name: 'CANARY-NAME' })}`
  const call = async (method: string, path: string, body: string, type: string) => {
    const headers = { authorization, 'content-type': type, 'upload-offset': '0' }
    const answer = await fetch(relay.url + path, { method, headers, body })
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`)
    return await answer.json()
  }
  const entryId = v7()
  const path = `/api/sessions/${othersSessionId}`
  const content = 'CANARY-FILE'
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(content))).toString('hex')
  const file = { name: 'file.txt', bytes: content.length, sha256: hash }
  const begun = await call('POST', `${path}/attachments`, JSON.stringify(file), 'application/json')
  const { id: attachmentId } = uploadStateSchema.parse(begun)
  await call('PATCH', `/api/attachments/${attachmentId}`, content, 'application/offset+octet-stream')
  const message = { id: entryId, text: 'CANARY-TEXT', type: 'document', attachments: [attachmentId] }
  await call('POST', `${path}/messages`, JSON.stringify(message), 'application/json')
  return {
    ids: { sessionId: othersSessionId, userId: 'others-clinician', entryId, attachmentId },
    readFile: async () => {
      const answer = await fetch(`${relay.url}/api/attachments/${attachmentId}`, { headers: { authorization } })
      if (!answer.ok || (await answer.text()) !== content) throw new Error(`a file was answered ${answer.status}`)
    },
  }
}

/** Returns the state of the session of others, as text that is compared. */
async function readOthers(url: string): Promise<string> {
  const headers = { authorization: `Bearer ${await tokenFor('ada', 'admin')}` }
  const answer = await fetch(`${url}/api/sessions`, { headers })
  const { sessions } = sessionsAnswerSchema.parse(await answer.json())
  const session = sessions.find(({ id }) => id === othersSessionId)
  if (!session) throw new Error('the session of others is gone')
  return JSON.stringify([session.heads, session.participants, session.active])
}

async function readMetric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return z.coerce.number().parse(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
}

/** Reads the memory when only the honest pair is connected, and what attackers left to do is done. */
async function readMemory(relay: RelayProcess): Promise<Memory> {
  await until('the attackers are gone', async () => (await readMetric(relay.url, 'rounds_connections')) === 2, 30_000)
  // Passwords that attackers have left behind are checked in their order, in 32 MiB each.
  await until('no password waits', async () => (await signInStatus(relay.url)) === 401, 30_000)
  // What is held is what is left at the least: the signal is handled before or after a request that follows it.
  const readings: Memory[] = []
  for (let reading = 0; reading < 4; reading += 1) {
    process.kill(relay.pid(), 'SIGUSR2')
    const heap = await readMetric(relay.url, 'nodejs_heap_size_used_bytes')
    readings.push({ heap, resident: await readMetric(relay.url, 'process_resident_memory_bytes') })
  }
  const least = (values: readonly number[]) => Math.min(...values)
  return { heap: least(readings.map(({ heap }) => heap)), resident: least(readings.map(({ resident }) => resident)) }
}

/** Returns the status of the relay's response to the name and the password of nobody. */
async function signInStatus(url: string): Promise<number> {
  const answer = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: `nobody-${performance.now()}`, password: 'no password' }),
  })
  await answer.text()
  return answer.status
}
