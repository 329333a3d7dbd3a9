import type { Clock } from '../src/shared/model/timing/clock.ts'
import { createParticipantClient } from './participant/participantClient.ts'
import { createPauses } from './participant/pauses.ts'
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
  const pauses = createPauses(clock)

  async function writeNote(): Promise<void> {
    const open = client.sessions().filter((session) => session.active && session.patient)
    const session = pickOne(random, open)
    if (!session?.patient) return
    const { id: sessionId, patient } = session
    const written = client.readThread(sessionId, 'staff').map(({ body }) => (body.kind === 'message' ? body.text : ''))
    const notes = supportNotes.map((note) => note.replace('{patient}', patient.name))
    const text = pickOne(
      random,
      notes.filter((note) => !written.includes(note)),
    )
    if (text === undefined) return
    await typeAndSend({ client, sessionId, thread: 'staff', text, charactersPerS, pause: pauses.pause })
  }

  async function writeNotes(): Promise<void> {
    await client.ready
    await pauses.pause(firstNoteAfterMs)
    while (!pauses.isClosed()) {
      await writeNote()
      await pauses.pause(randomBetween(random, pauseMs.low, pauseMs.high))
    }
  }
  // Whoever waits for `ready` learns why it could not begin.
  writeNotes().catch(() => undefined)

  return {
    ready: client.ready,
    close: () => {
      client.close()
      pauses.close()
    },
  }
}
