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
  readonly memory: () => Promise<Memory>
  /** Reads a small file of the session of others, as one of them. */
  readonly readFile: () => Promise<void>
  /** Returns whether the session of others is as it was. */
  readonly isUntouched: () => Promise<boolean>
  readonly close: () => Promise<void>
}

const honestSessionId = 'honest-session'

/** The same over the sessions of `weighty`, which are in `data`, with the limits of a relay in use, behind one proxy. */
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
  const preload = (file: string) => `--import=${new URL(file, import.meta.url).href}`
  const options = [
    '--expose-gc',
    // What is new takes little room: that V8 gave it more in one attack than in another is no leak.
    '--max-semi-space-size=8',
    preload('collectOnSignal.ts'),
    ...(defect === undefined ? [] : [preload('planted.ts')]),
  ]
  const planted = defect === undefined ? {} : { PLANTED_DEFECT: defect }
  const relay = await startRelayProcess({
    ...given,
    env: { NODE_OPTIONS: options.join(' '), ...planted, ...given.env },
  })
  await relay.putUser('others-clinician', { name: 'CANARY-NAME', role: 'clinician' })
  await relay.putSession('others-session', {
    kind: 'chat',
    participants: [
      { userId: 'others-clinician', role: 'clinician' },
      { userId: 'canary-witness', role: 'patient' },
    ],
    patient: { name: 'CANARY-PATIENT', birthDate: '1980-01-01', sex: 'female', mrn: 'CANARY-MRN' },
  })
  await relay.putSession('attackers-session', { attacker: 'patient', 'attackers-clinician': 'clinician' })
  await relay.putSession(honestSessionId, { 'honest-patient': 'patient', 'honest-clinician': 'clinician' })

  const others = await tokenFor('others-clinician', 'clinician', { name: 'CANARY-NAME' })
  const call = async (method: string, path: string, body: string, type: string) => {
    const headers = { authorization: `Bearer ${others}`, 'content-type': type, 'upload-offset': '0' }
    const answer = await fetch(relay.url + path, { method, headers, body })
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`)
    return await answer.json()
  }
  const entryId = v7()
  const path = '/api/sessions/others-session'
  const content = 'CANARY-FILE'
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(content))).toString('hex')
  const file = { name: 'file.txt', bytes: content.length, sha256: hash }
  const begun = await call('POST', `${path}/attachments`, JSON.stringify(file), 'application/json')
  const { id: attachmentId } = uploadStateSchema.parse(begun)
  await call('PATCH', `/api/attachments/${attachmentId}`, content, 'application/offset+octet-stream')
  const message = { id: entryId, text: 'CANARY-TEXT', type: 'document', attachments: [attachmentId] }
  await call('POST', `${path}/messages`, JSON.stringify(message), 'application/json')

  async function readOthers(): Promise<string> {
    const headers = { authorization: `Bearer ${await tokenFor('ada', 'admin')}` }
    const answer = await fetch(`${relay.url}/api/sessions`, { headers })
    const { sessions } = sessionsAnswerSchema.parse(await answer.json())
    const session = sessions.find(({ id }) => id === 'others-session')
    if (!session) throw new Error('the session of others is gone')
    return JSON.stringify([session.heads, session.participants, session.active])
  }
  const before = await readOthers()
  const honest = await openHonestPair(relay.url, honestSessionId)
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${relay.url}/metrics`)).text()
    return z.coerce.number().parse(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
  }
  return {
    relay,
    honest,
    target: {
      url: relay.url,
      port: relay.port,
      token: await tokenFor('attacker', 'patient'),
      ownSessionId: 'attackers-session',
      ownUserId: 'attacker',
      others: { sessionId: 'others-session', userId: 'others-clinician', entryId, attachmentId },
    },
    memory: async () => {
      await until('the attackers are gone', async () => (await metric('rounds_connections')) === 2, 30_000)
      // Passwords that attackers have left behind are looked at in their order, in 32 MiB each.
      await until('no password waits', async () => (await signInStatus(relay.url)) === 401, 30_000)
      // What is held is what is left at the least: the signal is dealt with before or after a request that follows it.
      const looks: Memory[] = []
      for (let look = 0; look < 4; look += 1) {
        process.kill(relay.pid(), 'SIGUSR2')
        const heap = await metric('nodejs_heap_size_used_bytes')
        looks.push({ heap, resident: await metric('process_resident_memory_bytes') })
      }
      const least = (values: readonly number[]) => Math.min(...values)
      return { heap: least(looks.map(({ heap }) => heap)), resident: least(looks.map(({ resident }) => resident)) }
    },
    readFile: async () => {
      const headers = { authorization: `Bearer ${others}` }
      const answer = await fetch(`${relay.url}/api/attachments/${attachmentId}`, { headers })
      if (!answer.ok || (await answer.text()) !== content) throw new Error(`a file was answered ${answer.status}`)
    },
    isUntouched: async () => (await readOthers()) === before,
    close: async () => {
      honest.close()
      await relay.dispose()
    },
  }
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
