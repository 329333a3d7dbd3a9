import { v7 } from 'uuid'
import { z } from 'zod'
import { sessionsAnswerSchema, uploadStateSchema } from '../../src/shared/protocol/rest.ts'
import { type RelayProcess, startRelayProcess, tokenFor } from '../support/startRelay.ts'
import { until } from '../support/until.ts'
import type { Target } from './attack.ts'
import { type HonestPair, openHonestPair } from './honestPair.ts'

/** What stands in the session of others, and nowhere else: none of it may ever reach an attacker. */
export const markers = ['CANARY-TEXT', 'CANARY-NAME', 'CANARY-PATIENT', 'CANARY-MRN', 'CANARY-FILE', 'canary-witness']

/** What a relay holds in memory when its garbage is collected, in bytes. */
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
  /** Whether the session of others is as it was. */
  readonly isUntouched: () => Promise<boolean>
  readonly close: () => Promise<void>
}

const honestSessionId = 'honest-session'

/** `defect` is planted in the relay. */
export async function openSiege(defect?: string): Promise<Siege> {
  const preload = (file: string) => `--import=${new URL(file, import.meta.url).href}`
  const options = [
    '--expose-gc',
    preload('collectOnSignal.ts'),
    ...(defect === undefined ? [] : [preload('planted.ts')]),
  ]
  const relay = await startRelayProcess({
    env: { NODE_OPTIONS: options.join(' '), ...(defect === undefined ? {} : { PLANTED_DEFECT: defect }) },
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
    isUntouched: async () => (await readOthers()) === before,
    close: async () => {
      honest.close()
      await relay.dispose()
    },
  }
}
