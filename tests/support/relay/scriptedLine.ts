import type { Reply } from '../../../src/client/reply.ts'
import type { Transport } from '../../../src/main/core/link/transport.ts'
import type { UpEvent } from '../../../src/shared/protocol/up.ts'

/** A request that waits for a test to answer it. */
export interface ScriptedRequest {
  readonly event: UpEvent
  readonly payload: unknown
  readonly reply: (reply: Reply<'message:send'>) => Promise<void>
}

/** A line whose answers a test gives, one by one. */
export function createScriptedLine(via: Transport['via'] = 'socket'): {
  readonly line: Transport
  readonly requests: ScriptedRequest[]
} {
  const requests: ScriptedRequest[] = []
  const line: Transport = {
    via,
    request: (event, payload) =>
      new Promise((resolve) => {
        requests.push({
          event,
          payload,
          reply: async (reply) => {
            resolve(reply as Parameters<typeof resolve>[0])
            await turn()
          },
        })
      }),
  }
  return { line, requests }
}

/** Waits until everything that is asked for once per turn of the event loop has run. */
export async function turn(): Promise<void> {
  for (let count = 0; count < 3; count++) await new Promise((resolve) => setImmediate(resolve))
}
