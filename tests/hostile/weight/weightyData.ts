import { join } from 'node:path'
import { v7 } from 'uuid'
import { openSqliteStore } from '../../../relay/store/database/openSqliteStore.ts'
import type { Append } from '../../../relay/store/log/append.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import { weighty } from './weighty.ts'

const atOnce = 1_000
const doctor = userIdSchema.parse(weighty.clinicianId)
const patient = userIdSchema.parse(weighty.patientId)

/** Writes the sessions of `weighty` into a new database of a relay, which must not run yet. */
export async function writeWeightyData(dataDir: string): Promise<void> {
  const store = await openSqliteStore({ file: join(dataDir, 'relay.db') })
  const appends: Append[] = []
  function append(session: string, senderId: string, role: Role, body: Append['body']): void {
    appends.push({
      id: entryIdSchema.parse(v7()),
      sessionId: sessionIdSchema.parse(session),
      thread: 'care',
      sessionVersion: 1,
      senderId: userIdSchema.parse(senderId),
      senderName: senderId,
      senderRole: role,
      atMs: 1_700_000_000_000 + appends.length,
      body,
    })
  }
  for (const id of [...weighty.sessionIds, weighty.reactedId]) {
    const participants = [
      { userId: doctor, name: 'doctor', role: 'clinician' as const },
      { userId: patient, name: 'patient', role: 'patient' as const },
      ...weighty
        .peersOf(id)
        .map((peer) => ({ userId: userIdSchema.parse(peer), name: peer, role: 'patient' as const })),
    ]
    const next = {
      ...{ id: sessionIdSchema.parse(id), kind: 'chat' as const, active: true, createdAtMs: 1_700_000_000_000 },
      ...{ expiresAtMs: null, patient: null, claimedBy: null, dispute: null, escalation: null, later: null },
      participants,
    }
    await store.sessions.change({ id: next.id, decide: () => ({ next, appends: [] }) })
    for (let said = 0; said < weighty.messagesOfEach; said += 1)
      append(id, weighty.patientId, 'patient', { kind: 'message', type: 'text', text: `message ${said} of ${id}` })
  }
  const target = entryIdSchema.parse(v7())
  const targetSeq = weighty.messagesOfEach
  for (let reacted = 0; reacted < weighty.reactions; reacted += 1) {
    const emoji = ['👍', '👎', '❤️'][reacted % 3] ?? '👍'
    const body = { kind: 'reaction' as const, target, targetSeq, emoji, on: reacted % 2 === 0 }
    append(weighty.reactedId, weighty.patientId, 'patient', body)
  }
  for (let from = 0; from < appends.length; from += atOnce)
    await store.log.appendAll(appends.slice(from, from + atOnce))
  await store.close()
}
