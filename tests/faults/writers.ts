import { setTimeout as sleep } from 'node:timers/promises'
import type { ParticipantClient } from '../../simulation/participant/participantClient.ts'
import { createEntryId, pickOne, type Random } from '../../simulation/random.ts'
import type { Bridge } from '../../src/shared/ipc/bridge.ts'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import { clinicianId, witnessId } from '../support/console/relayWithConsole.ts'
import type { Promised } from './oracle.ts'

/** Promises so far, in order, and the ids for which no promise has come. */
export interface Ledger {
  readonly promised: Promised[]
  readonly undecided: Set<string>
}

interface WriterParts {
  readonly sessionIds: readonly SessionId[]
  readonly random: Random
  readonly ledger: Ledger
  readonly isOver: () => boolean
}

/**
 * Writes through the console, one message after another, as a person with a page open does: when the console does not answer,
 * the same message is given again with the same id, and nothing else is written to that session before.
 */
export async function writeAtConsole(bridge: Bridge, parts: WriterParts): Promise<void> {
  for (let count = 0; !parts.isOver(); count += 1) {
    const message = nextMessage(clinicianId, count, parts)
    const { id, sessionId, text } = message
    for (;;) {
      const result = await bridge.sendMessage({ id, sessionId, thread: 'care', text })
      if (result.ok) break
      if (parts.isOver()) return
      await sleep(50)
    }
    keepPromise(message, parts.ledger)
    await sleep(parts.random() * 10)
  }
}

/** Writes as the patient; a message counts as promised when the relay has acknowledged it. */
export async function writeAsWitness(client: ParticipantClient, parts: WriterParts): Promise<void> {
  for (let count = 0; !parts.isOver(); count += 1) {
    const message = nextMessage(witnessId, count, parts)
    await client.send({ id: message.id, sessionId: message.sessionId, thread: 'care', text: message.text })
    keepPromise(message, parts.ledger)
    await sleep(parts.random() * 40)
  }
}

function nextMessage(senderId: UserId, count: number, { sessionIds, random, ledger }: WriterParts) {
  const sessionId = pickOne(random, sessionIds)
  if (sessionId === undefined) throw new Error('there are no sessions to write in')
  const id = createEntryId(random, Date.now())
  ledger.undecided.add(id)
  return { id, sessionId, senderId, text: `${senderId} says ${count} ${'·'.repeat(Math.floor(random() * 200))}` }
}

function keepPromise(message: Promised, ledger: Ledger): void {
  ledger.undecided.delete(message.id)
  ledger.promised.push(message)
}
