import type { z } from 'zod'
import { type Refusal, refuse } from '../../src/shared/protocol/acknowledgement.ts'
import { fitsMessage } from '../../src/shared/protocol/limits.ts'
import type { Connection } from './connection.ts'

/** Serves one kind of request: a payload of any form, an answer of the contract's. Rejects with what the request is refused with. */
export type Serve = (connection: Connection, payload: unknown) => Promise<object>

/** Checks the payload's form, then serves it. The answer is held to the contract's acknowledgement by the compiler. */
export function serve<Request, Answer extends object>(
  contract: { readonly payload: z.ZodType<Request>; readonly ack: z.ZodType<Answer> },
  handle: (connection: Connection, request: Request) => Promise<NoInfer<Answer>>,
): Serve {
  return async (connection, payload) => {
    const parsed = contract.payload.safeParse(payload)
    return parsed.success ? await handle(connection, parsed.data) : refuseForm(payload, parsed.error)
  }
}

/**
 * Refuses a payload that is not in the form of the contract, with the field that is wrong: a schema's message names what it
 * expects, never what it was given. A text that is too long has a refusal of its own: its sender can shorten it.
 */
function refuseForm(payload: unknown, { issues: [issue] }: z.ZodError): Refusal {
  const text = typeof payload === 'object' && payload !== null && 'text' in payload ? payload.text : undefined
  return typeof text === 'string' && !fitsMessage(text)
    ? refuse('tooLarge', 'text: The message is too long. Send it in parts.')
    : refuse('invalid', `${issue?.path.join('.') || 'payload'}: ${issue?.message ?? 'is not valid'}`)
}
