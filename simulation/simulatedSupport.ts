import type { Clock } from '../src/shared/model/clock.ts'
import { createParticipantClient } from './participantClient.ts'
import { pickOne, type Random, randomBetween } from './random.ts'
import type { Simulated } from './simulatedPatient.ts'
import { supportNotes } from './supportNotes.ts'
import { typeAndSend } from './typeAndSend.ts'

export interface SimulatedSupportParts {
  readonly relayUrl: string
  readonly getToken: () => Promise<string>
  readonly clock: Clock
  readonly random: Random
}

const firstNoteAfterMs = 12_000
const pauseMs = { low: 45_000, high: 110_000 }
const charactersPerS = 15

/** Connects the support user, who now and then writes a note into the staff thread of one of their sessions. */
export function createSimulatedSupport({ clock, random, ...parts }: SimulatedSupportParts): Simulated {
  const client = createParticipantClient({ ...parts, clock, random, deviceName: 'simulated support' })
  let isClosed = false
  let endPause: (() => void) | null = null

  const pause = (delayMs: number) =>
    new Promise<void>((resolve) => {
      const cancel = clock.after(delayMs, resolve)
      endPause = () => {
        cancel()
        resolve()
      }
      if (isClosed) endPause()
    })
  const writeNote = async () => {
    const open = client.sessions().filter((session) => session.active && session.patient)
    const session = pickOne(random, open)
    const note = pickOne(random, supportNotes)
    if (!session?.patient || note === undefined) return
    const text = note.replace('{patient}', session.patient.name)
    await typeAndSend({ client, sessionId: session.id, thread: 'staff', text, charactersPerS, pause })
  }
  const live = async () => {
    await client.ready
    await pause(firstNoteAfterMs)
    while (!isClosed) {
      await writeNote()
      await pause(randomBetween(random, pauseMs.low, pauseMs.high))
    }
  }
  // Whoever waits for `ready` learns why it could not begin.
  live().catch(() => undefined)

  return {
    ready: client.ready,
    close: () => {
      isClosed = true
      client.close()
      endPause?.()
    },
  }
}
