import { z } from 'zod'
import { failureSchema } from '../model/failure.ts'
import { eventNames } from './names.ts'

/*
 * What the browser host and its page say to each other over the WebSocket, as JSON text. The page speaks first, with a
 * `hello`; after the `welcome` it sends requests and hears answers and events.
 */

/** Where the WebSocket is, on the origin that serves the page. */
export const bridgePath = '/bridge'

/** The name of the `<meta>` element of the page whose content is the host's `Capabilities`, as JSON. */
export const capabilitiesMeta = 'rounds-capabilities'

/** The longest frame the host takes from a page, in bytes. */
export const pageFrameBytes = 1024 * 1024

/** Why the host closes a connection, as WebSocket close codes. */
export const closeCodes = {
  /** A frame that is not of this form. */
  malformed: 4400,
  /** The token is wrong or was used before, or the key is wrong or too old. Trying again is of no use. */
  notAdmitted: 4401,
  /** No `hello` in time. */
  helloTimeout: 4408,
  /** The page does not take what it is sent. */
  tooSlow: 4413,
} as const

/** How a page shows that it may come in: by the one-time token of its link, or by the key it was given in exchange. */
export const helloSchema = z.union([
  z.strictObject({ token: z.string().max(256) }),
  z.strictObject({ key: z.string().max(256) }),
])
export type Hello = z.infer<typeof helloSchema>

export const requestFrameSchema = z.object({
  id: z.int().min(0),
  command: z.unknown().optional(),
  input: z.unknown().optional(),
})

/** From the host: the key for the next time, the answer to the request with this id, or an event. */
export const hostFrameSchema = z.union([
  z.object({ welcome: z.object({ key: z.string() }) }),
  z.object({
    id: z.int(),
    result: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), value: z.unknown() }),
      z.object({ ok: z.literal(false), failure: failureSchema }),
    ]),
  }),
  z.object({ event: z.object({ name: z.enum(eventNames), payload: z.unknown() }) }),
])
export type HostFrame = z.infer<typeof hostFrameSchema>
