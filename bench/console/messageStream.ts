import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { v7 } from 'uuid'
import type { MintToken } from '../../simulation/mintToken.ts'
import type { SessionId } from '../../src/shared/model/ids.ts'
import { nativeNamespace } from '../../src/shared/protocol/handshake.ts'
import { protocolVersion } from '../../src/shared/protocol/version.ts'
import { openWireClient } from '../fixtures/wireClient.ts'
import { witnessId } from './grownRelay.ts'
import { mark } from './paintProbe.ts'

/** Patients who write, so many messages in a second. */
export interface MessageStream {
  /** Instants at which the marked messages were handed over, by their marks: ms since 1970. */
  readonly sentAt: ReadonlyMap<string, number>
  /** Resolves once all that was written is acknowledged. Rejects when the relay refused one. */
  readonly stop: () => Promise<void>
}

/** One message of so many goes to the session that is looked at. */
const shownShare = 10

/** Begins to write: to `shown()`, with a mark, and to the `others` in turn. */
export async function startMessageStream(parts: {
  readonly relayUrl: string
  readonly mintToken: MintToken
  readonly perSecond: number
  readonly shown: () => SessionId
  readonly others: readonly SessionId[]
}): Promise<MessageStream> {
  const { relayUrl, mintToken, perSecond, shown, others } = parts
  const client = await openWireClient({
    url: relayUrl,
    namespace: nativeNamespace,
    auth: {
      token: await mintToken({ userId: witnessId, name: 'Witness', role: 'patient' }),
      protocol: protocolVersion,
      device: { id: randomUUID(), name: 'bench' },
    },
  })
  const sentAt = new Map<string, number>()
  const answers: Promise<unknown>[] = []
  let stopped = false

  async function write(): Promise<void> {
    const beganAt = performance.now()
    for (let number = 0; !stopped; number += 1) {
      const isShown = number % shownShare === 0
      const sign = `${mark}${Date.now()}${number}${mark}`
      const sessionId = isShown ? shown() : (others[number % others.length] ?? shown())
      if (isShown) sentAt.set(sign, Date.now())
      const text = isShown ? `I have a question ${sign}` : `I wrote this just now, it is number ${number}`
      answers.push(client.request('message:send', { id: v7(), sessionId, thread: 'care', text }))
      // By a schedule that waits for nothing, so that a slow answer takes no load off.
      await pause(Math.max(0, beganAt + ((number + 1) * 1_000) / perSecond - performance.now()))
    }
  }

  const writing = write()
  return {
    sentAt,
    stop: async () => {
      stopped = true
      await writing
      const refused = (await Promise.all(answers)).find((answer) => !isSuccess(answer))
      client.end()
      if (refused !== undefined) throw new Error(`the relay refused a message: ${JSON.stringify(refused)}`)
    },
  }
}

function isSuccess(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'success' in answer && answer.success === true
}
