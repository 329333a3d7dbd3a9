import type { SessionId } from '../src/shared/model/ids.ts'
import type { Thread } from '../src/shared/model/thread.ts'
import type { ParticipantClient } from './participant/participantClient.ts'

export interface Writing {
  readonly client: ParticipantClient
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly text: string
  readonly charactersPerS: number
  readonly pause: (delayMs: number) => Promise<void>
}

const shortestMs = 600
const longestMs = 9_000
const renewMs = 4_000

/** Shows typing for as long as the text takes to write (0.6 to 9 s), then sends it; resolves when the relay has it. */
export async function typeAndSend({ client, sessionId, thread, text, charactersPerS, pause }: Writing): Promise<void> {
  let leftMs = Math.min(longestMs, Math.max(shortestMs, (text.length / charactersPerS) * 1_000))
  while (leftMs > 0) {
    client.setTyping(sessionId, thread, true)
    const stepMs = Math.min(leftMs, renewMs)
    await pause(stepMs)
    leftMs -= stepMs
  }
  await client.send({ id: client.newEntryId(), sessionId, thread, text })
  client.setTyping(sessionId, thread, false)
}
