import { setTimeout as sleep } from 'node:timers/promises'
import type { ParticipantClient } from '../../simulation/participant/participantClient.ts'
import { createEntryId, pickOne, type Random } from '../../simulation/random.ts'
import type { Bridge } from '../../src/shared/ipc/bridge.ts'
import type { PendingMessage } from '../../src/shared/ipc/message.ts'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import { clinicianId, witnessId } from '../support/console/relayWithConsole.ts'
import type { Promised } from './oracle.ts'

/** Promises so far, in order, and the ids for which no promise has come. */
export interface Ledger {
  readonly promised: Promised[]
  readonly undecided: Set<string>
  /** Ids of messages of which the console answered that they are taken back. */
  readonly takenBack: Set<string>
}

interface WriterParts {
  readonly sessionIds: readonly SessionId[]
  readonly random: Random
  readonly ledger: Ledger
  readonly isOver: () => boolean
}

/**
 * Writes through the console, one message after another, as a person with a page open does: when the console does not answer,
 * the same message is given again with the same id, and nothing else is written to that session before. While messages lie there, one of four is taken back.
 */
export async function writeAtConsole(
  bridge: Bridge,
  parts: WriterParts & { readonly takesBack: () => boolean },
): Promise<void> {
  for (let count = 0; !parts.isOver(); count += 1) {
    const message = nextMessage(clinicianId, count, parts)
    const { id, sessionId, text } = message
    for (;;) {
      const result = await bridge.sendMessage({ id, sessionId, thread: 'care', text })
      if (result.ok) break
      if (parts.isOver()) return
      await sleep(50)
    }
    if (parts.takesBack() && parts.random() < 0.25) await takeBack(bridge, message, parts)
    else keepPromise(message, parts.ledger)
    await sleep(parts.random() * 10)
  }
}

/** Takes a message back, asking until the console answers. One that is on its way is promised; of one that is not there it is not known whether it was taken back or sent. */
async function takeBack(bridge: Bridge, message: Promised, { ledger, isOver }: WriterParts): Promise<void> {
  const { id, sessionId, text } = message
  for (;;) {
    const result = await bridge.takeBackMessage({ id })
    if (result.ok) {
      ledger.undecided.delete(id)
      if (result.value.draft.includes(text)) ledger.takenBack.add(id)
      else keepPromise(message, ledger)
      await bridge.saveDraft({ sessionId, thread: 'care', text: '' })
      return
    }
    if (result.failure.kind === 'conflict') keepPromise(message, ledger)
    if (result.failure.kind === 'conflict' || result.failure.kind === 'notFound' || isOver()) return
    await sleep(50)
  }
}

/** Sends messages that are held, as somebody wrote while they waited: they go as they are. */
export async function answerHeld(bridge: Bridge, pending: readonly PendingMessage[]): Promise<void> {
  for (const { id, state } of pending) if (state.kind === 'held') await bridge.retryMessage({ id })
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
