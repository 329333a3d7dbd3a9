import { type EntryId, type SessionId, sessionIdSchema, userIdSchema } from '../../src/shared/model/ids.ts'
import type { Role } from '../../src/shared/model/role.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { MintToken } from '../mintToken.ts'
import { readHistory } from '../readHistory.ts'
import type { RelayAdmin } from '../relayAdmin.ts'
import { waitUntil } from '../waitUntil.ts'
import { addDifferences, compareLogs, isFaithful, type LogDifferences, noDifferences } from './compareLogs.ts'
import type { Consultation, Turn } from './readConsultations.ts'
import type { OpenParticipant, ReplayParticipant, ReplayUser } from './replayParticipant.ts'

export interface ReplayParts {
  readonly consultations: readonly Consultation[]
  readonly relayUrl: string
  readonly admin: RelayAdmin
  readonly mintToken: MintToken
  readonly clock: Clock
  /** Factor by which it is faster than recorded. */
  readonly speed: number
  /** Part of the ids of sessions and users, so that one relay can take the same consultations again. */
  readonly runId: string
  readonly openPatient: OpenParticipant
  readonly openClinician: OpenParticipant
  /** One clinician for all consultations rather than one each. */
  readonly sharesClinician?: boolean
  /** Time, after the last acknowledgement, that a participant may take to have received everything, in ms. */
  readonly settleMs?: number
}

export interface ReplayReport {
  readonly consultations: number
  readonly turns: number
  readonly participants: number
  /** From the first turn to the last acknowledgement. */
  readonly durationMs: number
  /** Logs that the participants received, both sides of every consultation added up. */
  readonly received: LogDifferences
  /** Logs that the REST history gives them, both sides of every consultation added up. */
  readonly history: LogDifferences
  /** Turns whose consultation is faithful in both logs of both sides. */
  readonly faithfulTurns: number
}

interface Part {
  readonly consultation: Consultation
  readonly sessionId: SessionId
  readonly users: Readonly<Record<Turn['role'], ReplayUser>>
}

interface SentTurn {
  readonly id: EntryId
  readonly text: string
}

const defaultSettleMs = 30_000
const pollMs = 50

/**
 * Plays both sides of every consultation against a relay, each as a session of its own, and compares what everyone then holds
 * with what was sent. A turn is sent at its recorded time divided by `speed`, but never before the previous turn of its
 * consultation is acknowledged. Rejects when the relay cannot be had or refuses a turn for good.
 */
export async function replayConsultations(parts: ReplayParts): Promise<ReplayReport> {
  const { consultations, clock, runId } = parts
  const userOf = (role: Role, name: string, id: string): ReplayUser => ({
    role,
    name,
    userId: userIdSchema.parse(`replay-${role}-${id}.${runId}`),
  })
  const shared = parts.sharesClinician ? userOf('clinician', 'Recorded clinician', 'all') : undefined
  const played = consultations.map(
    (consultation): Part => ({
      consultation,
      sessionId: sessionIdSchema.parse(`${consultation.id}.${runId}`),
      users: {
        patient: userOf('patient', `Patient of ${consultation.id}`, consultation.id),
        clinician: shared ?? userOf('clinician', `Clinician of ${consultation.id}`, consultation.id),
      },
    }),
  )
  await seed(parts.admin, played)

  const participants = new Map<string, ReplayParticipant>()
  const participantOf = async (user: ReplayUser) => {
    const open = user.role === 'patient' ? parts.openPatient : parts.openClinician
    const participant = participants.get(user.userId) ?? (await open(user))
    participants.set(user.userId, participant)
    return participant
  }
  try {
    for (const { users } of played) {
      await participantOf(users.patient)
      await participantOf(users.clinician)
    }
    const startedAtMs = clock.now()
    const sent = await Promise.all(played.map((part) => playTurns(parts, part, startedAtMs, participantOf)))
    const durationMs = clock.now() - startedAtMs
    const deadlineMs = clock.now() + (parts.settleMs ?? defaultSettleMs)
    const outcomes = []
    for (const [index, part] of played.entries()) {
      outcomes.push(await compareSides(parts, part, sent[index] ?? [], deadlineMs, participantOf))
    }
    return {
      consultations: played.length,
      turns: outcomes.reduce((sum, { turns }) => sum + turns, 0),
      participants: participants.size,
      durationMs,
      received: outcomes.map((outcome) => outcome.received).reduce(addDifferences, noDifferences),
      history: outcomes.map((outcome) => outcome.history).reduce(addDifferences, noDifferences),
      faithfulTurns: outcomes.reduce(
        (sum, { turns, received, history }) => sum + (isFaithful(received) && isFaithful(history) ? turns : 0),
        0,
      ),
    }
  } finally {
    await Promise.all([...participants.values()].map((participant) => participant.close()))
  }
}

async function seed(admin: RelayAdmin, played: readonly Part[]): Promise<void> {
  for (const { sessionId, users } of played) {
    const { patient, clinician } = users
    for (const { userId, name, role } of [patient, clinician]) await admin.putUser(userId, { name, role })
    await admin.putSession(sessionId, {
      kind: 'consultation',
      participants: [patient, clinician].map(({ userId, role }) => ({ userId, role })),
    })
  }
}

async function playTurns(
  { clock, speed }: ReplayParts,
  { consultation, sessionId, users }: Part,
  startedAtMs: number,
  participantOf: (user: ReplayUser) => Promise<ReplayParticipant>,
): Promise<SentTurn[]> {
  const sent: SentTurn[] = []
  for (const { at, role, text } of consultation.turns) {
    await waitUntil(clock, startedAtMs + (at * 1_000) / speed)
    const sender = await participantOf(users[role])
    const turn = { id: sender.newEntryId(), text }
    await sender.send({ ...turn, sessionId })
    sent.push(turn)
  }
  return sent
}

async function compareSides(
  { clock, relayUrl, mintToken }: ReplayParts,
  { sessionId, users }: Part,
  sent: readonly SentTurn[],
  deadlineMs: number,
  participantOf: (user: ReplayUser) => Promise<ReplayParticipant>,
) {
  let received = noDifferences
  let history = noDifferences
  for (const user of [users.patient, users.clinician]) {
    const participant = await participantOf(user)
    let held = await participant.received(sessionId)
    while (held.length < sent.length && clock.now() < deadlineMs) {
      await waitUntil(clock, clock.now() + pollMs)
      held = await participant.received(sessionId)
    }
    received = addDifferences(received, compareLogs(sent, held))
    history = addDifferences(history, compareLogs(sent, await readHistory(relayUrl, await mintToken(user), sessionId)))
  }
  return { turns: sent.length, received, history }
}
