import type { Entry } from '../src/shared/model/entry.ts'
import type { SessionId, UserId } from '../src/shared/model/ids.ts'
import { isStaff } from '../src/shared/model/role.ts'
import type { Clock } from '../src/shared/model/timing/clock.ts'
import { createParticipantClient } from './participantClient.ts'
import { type Heard, hasOpeningLeft, hasThanked, nextUtterance } from './patients/nextUtterance.ts'
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
 * Connects one patient, who tells what they came for, answers the clinician after reading, thinking and typing, and says
 * something unprompted now and then. What was said in an earlier run is remembered, because it is in the thread.
 */
export function createSimulatedPatient(parts: SimulatedPatientParts): Simulated {
  const { script, sessionId, clock, random } = parts
  const tempo = tempoOf[script.temperament]
  const said: string[] = []
  let unanswered: Entry[] = []
  let lastWordAtMs = clock.now()
  let isOwedReply = false
  let isLive = false
  let isClosed = false
  let interrupt: (() => void) | null = null

  const client = createParticipantClient({
    ...parts,
    deviceName: 'simulated patient',
    entryAdded: (entry) => {
      if (entry.thread !== 'care' || entry.body.kind !== 'message') return
      lastWordAtMs = clock.now()
      if (entry.senderId === parts.userId) {
        said.push(entry.body.text)
        // In an earlier run, what came before an own message had been answered by it.
        if (!isLive) unanswered = []
        isOwedReply = true
      } else if (isStaff(entry.senderRole)) {
        unanswered.push(entry)
        isOwedReply = false
        interrupt?.()
      }
    },
  })

  /** Resolves after a time, or as soon as a message arrives when `untilMessage`, or at the end. */
  const pause = (delayMs: number, untilMessage = false) =>
    new Promise<void>((resolve) => {
      const cancel = clock.after(delayMs, () => resolve())
      const end = () => {
        if (!untilMessage && !isClosed) return
        cancel()
        resolve()
      }
      interrupt = end
      if (isClosed) end()
    })
  const between = ([low, high]: readonly [number, number]) => randomBetween(random, low, high)

  const speak = async (heard: Heard) => {
    const text = nextUtterance({ script, said }, heard, random)
    if (text !== undefined) {
      await typeAndSend({ client, sessionId, thread: 'care', text, charactersPerS: tempo.charactersPerS, pause })
    }
  }
  const readAndAnswer = async () => {
    await pause(between(tempo.readMs))
    const newest = client.readThread(sessionId, 'care').at(-1)
    if (newest) client.markRead(sessionId, 'care', newest.seq)
    await pause(between(tempo.thinkMs))
    const texts = unanswered.flatMap(({ body }) => (body.kind === 'message' ? body.text : []))
    unanswered = []
    await speak({ kind: 'messages', texts })
  }
  const live = async () => {
    await client.ready
    isLive = true
    await pause(parts.startAfterMs, true)
    while (!isClosed) {
      if (unanswered.length > 0) await readAndAnswer()
      else await speak({ kind: 'silence', waitedMs: clock.now() - lastWordAtMs, isOwedReply })
      if (unanswered.length > 0) continue
      const factor = hasThanked({ script, said }) ? pauseFactorAfterThanks : 1
      const isOpening = hasOpeningLeft({ script, said })
      await pause(isOpening ? between(openingPauseMs) : between(tempo.pauseMs) * factor, true)
    }
  }
  // Whoever waits for `ready` learns why it could not begin; a refused message ends the patient's part and nothing else.
  live().catch(() => undefined)

  return {
    ready: client.ready,
    close: () => {
      isClosed = true
      client.close()
      interrupt?.()
    },
  }
}
