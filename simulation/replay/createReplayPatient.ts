import type { Entry } from '../../src/shared/model/entry.ts'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { createParticipantClient } from '../participant/participantClient.ts'
import { createPauses } from '../participant/pauses.ts'
import type { Random } from '../random.ts'
import type { Simulated } from '../simulatedPatient.ts'
import type { Consultation } from './readConsultations.ts'

export interface ReplayPatientParts {
  readonly consultation: Consultation
  readonly userId: UserId
  readonly sessionId: SessionId
  readonly relayUrl: string
  readonly getToken: () => Promise<string>
  readonly clock: Clock
  readonly random: Random
  /** Time at which the consultations began, in ms since 1970. */
  readonly startedAtMs: number
  /** Factor by which it is faster than recorded. */
  readonly speed: number
}

const typingLeadMs = 3_000

/**
 * Connects the patient of a recorded consultation, who sends each of their turns at its recorded time, whatever the clinician
 * writes, after typing for up to three seconds. Turns that are in the thread already are not sent again, so that a process that
 * takes over goes on where the last one ended.
 */
export function createReplayPatient(parts: ReplayPatientParts): Simulated {
  const { consultation, userId, sessionId, clock, speed } = parts
  const pauses = createPauses(clock)
  const client = createParticipantClient({
    ...parts,
    deviceName: 'recorded patient',
    entryAdded: ({ thread, seq }) => client.markRead(sessionId, thread, seq),
  })
  const pauseUntil = (atMs: number) => pauses.pause(Math.max(0, atMs - clock.now()))

  async function playTurns(): Promise<void> {
    await client.ready
    const isOwn = ({ senderId, body }: Entry) => senderId === userId && body.kind === 'message'
    const alreadySent = client.readThread(sessionId, 'care').filter(isOwn).length
    const turns = consultation.turns.filter(({ role }) => role === 'patient').slice(alreadySent)
    for (const { at, text } of turns) {
      const sendAtMs = parts.startedAtMs + (at * 1_000) / speed
      await pauseUntil(sendAtMs - typingLeadMs / speed)
      if (pauses.isClosed()) return
      client.setTyping(sessionId, 'care', true)
      await pauseUntil(sendAtMs)
      await client.send({ id: client.newEntryId(), sessionId, thread: 'care', text })
      client.setTyping(sessionId, 'care', false)
    }
  }
  // Whoever waits for `ready` learns why it could not begin; a refused turn ends this consultation and no other.
  playTurns().catch(() => undefined)

  return {
    ready: client.ready,
    close: () => {
      client.close()
      pauses.close()
    },
  }
}
