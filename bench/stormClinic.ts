import { setTimeout as pause } from 'node:timers/promises'
import { v7 } from 'uuid'
import type { ThreadLogs } from '../simulation/threadLogs.ts'
import { type SessionId, sessionIdSchema } from '../src/shared/model/ids.ts'
import { forEachOf } from './forEachOf.ts'
import type { RelayHome, SessionOf } from './relayHome.ts'
import { createReturningParticipant, type ReturningClient } from './returningClient.ts'

/** Number of patients that a clinician has open. */
const patientsOfEach = 24

export interface ClinicMember extends ReturningClient {
  readonly logs: ThreadLogs
  readonly sessionIds: readonly SessionId[]
}

/** A clinic whose members are all connected: clinicians with 24 patients each, and a session with every patient. */
export interface StormClinic {
  readonly sessions: readonly SessionOf[]
  /** Everyone anew, with empty hands. */
  readonly comeIn: () => ClinicMember[]
  readonly writer: (relayUrl: string) => Writer
}

/** Clinicians who send over REST, as consoles do that have no socket. */
export interface Writer {
  /** A message to every one of these sessions; resolves when all are acknowledged, and tries until then, with the same ids. */
  readonly writeToAll: (sessions: readonly SessionOf[], progress?: (acknowledged: number) => void) => Promise<void>
  /** The ids of the messages that were acknowledged, by session. */
  readonly acknowledged: ReadonlyMap<SessionId, ReadonlySet<string>>
}

export async function createStormClinic(size: number, home: RelayHome): Promise<StormClinic> {
  const clinicians = Math.ceil(size / (patientsOfEach + 1))
  const clinicianOf = (patient: number) => `clinician-${patient % clinicians}`
  const sessions = Array.from({ length: size - clinicians }, (_, patient) => ({
    id: sessionIdSchema.parse(`visit-${patient}`),
    participants: [
      { userId: clinicianOf(patient), role: 'clinician' as const },
      { userId: `patient-${patient}`, role: 'patient' as const },
    ],
  }))
  const tokens = new Map<string, string>()
  const sessionsOf = new Map<string, SessionId[]>()
  for (const { id, participants } of sessions)
    for (const { userId, role } of participants) {
      if (!tokens.has(userId)) tokens.set(userId, await home.mintToken({ userId, name: userId, role }))
      sessionsOf.set(userId, [...(sessionsOf.get(userId) ?? []), id])
    }

  return {
    sessions,
    comeIn: () =>
      [...tokens].map(([userId, token]) => ({
        ...createReturningParticipant(token),
        sessionIds: sessionsOf.get(userId) ?? [],
      })),
    writer: (relayUrl) => {
      const acknowledged = new Map<SessionId, Set<string>>()
      return {
        acknowledged,
        writeToAll: async (to, progress) => {
          let count = 0
          await forEachOf(to, 32, async ({ id, participants: [clinician] }) => {
            const messageId = v7()
            await postUntilAnswered(`${relayUrl}/api/sessions/${id}/messages`, tokens.get(clinician?.userId ?? ''), {
              id: messageId,
              text: 'x'.repeat(200),
            })
            acknowledged.set(id, (acknowledged.get(id) ?? new Set()).add(messageId))
            count += 1
            progress?.(count)
          })
        },
      }
    },
  }
}

const retryMs = 250

async function postUntilAnswered(url: string, token: string | undefined, message: object): Promise<void> {
  for (;;) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(message),
    }).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer?.ok) return
    if (answer && answer.status < 500 && answer.status !== 429)
      throw new Error(`the relay answered a message with status ${answer.status}`)
    await pause(retryMs)
  }
}

/** Longest time that the last frames may take. */
const lastFramesMs = 10_000

/** Throws unless every member holds, or soon gets, each acknowledged message of their sessions, and none twice. */
export async function requireWhole(
  members: readonly ClinicMember[],
  acknowledged: Writer['acknowledged'],
): Promise<void> {
  const endAt = performance.now() + lastFramesMs
  while (members.some((member) => lacks(member, acknowledged)) && performance.now() < endAt) await pause(20)
  for (const member of members) {
    if (lacks(member, acknowledged)) throw new Error('a message that was acknowledged is lost')
    for (const id of member.sessionIds) {
      const held = messagesOf(member, id)
      if (new Set(held).size !== held.length) throw new Error('a message came twice')
    }
  }
}

function messagesOf({ logs }: ClinicMember, id: SessionId): string[] {
  return logs.read(id, 'care').flatMap((entry) => (entry.body.kind === 'message' ? [entry.id] : []))
}

function lacks(member: ClinicMember, acknowledged: Writer['acknowledged']): boolean {
  return member.sessionIds.some((id) => {
    const held = new Set(messagesOf(member, id))
    return [...(acknowledged.get(id) ?? [])].some((message) => !held.has(message))
  })
}
