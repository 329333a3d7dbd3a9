import type { SessionId, UserId } from '../src/shared/model/ids.ts'
import type { Clock } from '../src/shared/model/timing/clock.ts'
import { createParticipantClient } from './participant/participantClient.ts'
import { createPauses } from './participant/pauses.ts'
import { createConversationMemory } from './patients/conversationMemory.ts'
import { hasOpeningLeft, hasThanked, nextUtterance, type Trigger } from './patients/nextUtterance.ts'
import type { PatientScript } from './patients/patientScript.ts'
import { tempoOf } from './patients/tempoOf.ts'
import { type Random, randomBetween } from './random.ts'
import { typeAndSend } from './typeAndSend.ts'

export interface SimulatedPatientParts {
  readonly script: PatientScript
  readonly userId: UserId
  readonly sessionId: SessionId
  readonly relayUrl: string
  readonly getToken: () => Promise<string>
  readonly clock: Clock
  readonly random: Random
  /** From the start to the first word. */
  readonly startAfterMs: number
}

/** Somebody simulated, connected until `close`. */
export interface Simulated {
  /** Resolves once connected and caught up; rejects when the relay refuses the token. */
  readonly ready: Promise<void>
  /** Leaves at once, in the middle of a word if need be. */
  readonly close: () => void
}

const openingPauseMs: readonly [low: number, high: number] = [1_000, 3_000]
const pauseFactorAfterThanks = 3

/**
 * Connects one patient, who writes what they came for, answers the clinician after reading, thinking and typing, and writes
 * something unprompted now and then. What was written in an earlier run is remembered, because it is in the thread.
 */
export function createSimulatedPatient(parts: SimulatedPatientParts): Simulated {
  const { script, sessionId, clock, random } = parts
  const tempo = tempoOf[script.temperament]
  const pauses = createPauses(clock)
  const memory = createConversationMemory(parts)
  const client = createParticipantClient({
    ...parts,
    deviceName: 'simulated patient',
    entryAdded: (entry) => {
      if (memory.take(entry) === 'staff') pauses.interrupt()
    },
  })

  const between = ([low, high]: readonly [number, number]) => randomBetween(random, low, high)
  const stateOf = () => ({ script, written: memory.written() })

  async function write(trigger: Trigger): Promise<void> {
    const text = nextUtterance(stateOf(), trigger, random)
    if (text === undefined) return
    const { charactersPerS } = tempo
    await typeAndSend({ client, sessionId, thread: 'care', text, charactersPerS, pause: pauses.pause })
  }

  async function readAndAnswer(): Promise<void> {
    await pauses.pause(between(tempo.readMs))
    const newest = client.readThread(sessionId, 'care').at(-1)
    if (newest) client.markRead(sessionId, 'care', newest.seq)
    await pauses.pause(between(tempo.thinkMs))
    await write({ kind: 'messages', texts: memory.takeUnanswered() })
  }

  async function converse(): Promise<void> {
    await client.ready
    memory.endHistory()
    await pauses.pauseUntilInterrupted(parts.startAfterMs)
    while (!pauses.isClosed()) {
      if (memory.hasUnanswered()) await readAndAnswer()
      else await write({ kind: 'silence', ...memory.silence() })
      if (memory.hasUnanswered()) continue
      const factor = hasThanked(stateOf()) ? pauseFactorAfterThanks : 1
      const pauseMs = hasOpeningLeft(stateOf()) ? between(openingPauseMs) : between(tempo.pauseMs) * factor
      await pauses.pauseUntilInterrupted(pauseMs)
    }
  }
  // Whoever waits for `ready` learns why it could not begin; a refused message ends the patient's part and nothing else.
  converse().catch(() => undefined)

  return {
    ready: client.ready,
    close: () => {
      client.close()
      pauses.close()
    },
  }
}
