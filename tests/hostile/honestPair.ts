import { setTimeout as sleep } from 'node:timers/promises'
import { connectNative, type NativeClient, newEntryId } from '../support/relay/nativeClient.ts'
import { tokenFor } from '../support/relay/start/testTokens.ts'

/** Two people who talk to each other all the time, at a fixed rate. */
export interface HonestPair {
  /** Talks until it is over, and gives how long each message took from when it was due until the other had it, in ms. */
  readonly talk: (isOver: () => boolean) => Promise<number[]>
  readonly close: () => void
}

/** A message of the honest that was refused, or that did not come to the other or was not answered for in all the time that they have. */
export class LostMessageError extends Error {}

const messagesPerSecond = 100
/** Longer than this and it is lost. */
const patienceMs = 30_000

export async function openHonestPair(url: string, sessionId: string): Promise<HonestPair> {
  const connect = async (userId: string, role: 'patient' | 'clinician') =>
    await connectNative({ url, token: await tokenFor(userId, role) })
  const pair: readonly [NativeClient, NativeClient] = [
    await connect('honest-patient', 'patient'),
    await connect('honest-clinician', 'clinician'),
  ]
  const awaited = new Map<string, (tookMs: number) => void>()
  const due = new Map<string, number>()
  for (const [index, client] of pair.entries())
    client.socket.on('log:entries', ({ items }: { items: { body: { text?: string } }[] }) => {
      for (const { body } of items) {
        const key = `${index} ${body.text}`
        const dueMs = due.get(key)
        if (dueMs !== undefined) awaited.get(key)?.(performance.now() - dueMs)
      }
    })
  let count = 0

  function sendAt(dueMs: number): Promise<number> {
    count += 1
    const text = `message ${count}`
    const [from, to] = count % 2 === 0 ? [0, 1] : [1, 0]
    const key = `${to} ${text}`
    due.set(key, dueMs)
    const arrived = new Promise<number>((resolve, reject) => {
      const giveUp = setTimeout(() => reject(new LostMessageError(`${text} did not arrive`)), patienceMs)
      awaited.set(key, (tookMs) => {
        clearTimeout(giveUp)
        awaited.delete(key)
        due.delete(key)
        resolve(tookMs)
      })
    })
    const request = { id: newEntryId(), sessionId, thread: 'care', text }
    const acknowledged = pair[from]?.request('message:send', request, patienceMs).catch((cause: unknown) => {
      throw new LostMessageError(`nobody answered for ${text}`, { cause })
    })
    return Promise.all([arrived, acknowledged]).then(([tookMs, answer]) => {
      if (!answer?.success) throw new LostMessageError(`an honest message was refused: ${JSON.stringify(answer)}`)
      return tookMs
    })
  }

  return {
    talk: async (isOver) => {
      const beganMs = performance.now()
      const all: Promise<number>[] = []
      for (let turn = 0; !isOver(); turn += 1) {
        const dueMs = beganMs + (turn * 1000) / messagesPerSecond
        await sleep(Math.max(0, dueMs - performance.now()))
        const said = sendAt(dueMs)
        // What is lost is told of when it is over.
        said.catch(() => undefined)
        all.push(said)
      }
      return await Promise.all(all)
    },
    close: () => {
      for (const client of pair) client.close()
    },
  }
}
