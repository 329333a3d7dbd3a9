import { z } from 'zod'
import { failureSchema } from '../model/failure.ts'
import { eventNames } from './names.ts'

/*
 * Frames between the browser host and its page over the WebSocket, as JSON text. The page sends the first, with a
 * `hello`; the host proves in its `challenge` that it holds the key, then the page does in its `proof`. After the `welcome` the page
 * sends requests and receives answers and events.
 */

/** Path of the WebSocket on the origin that serves the page. */
export const bridgePath = '/bridge'

/** The name of the `<meta>` element of the page whose content is the host's `Capabilities`, as JSON. */
export const capabilitiesMeta = 'rounds-capabilities'

/** The longest frame the host takes from a page, in bytes. */
export const pageFrameBytes = 1024 * 1024

/** Reasons for which the host closes a connection, as WebSocket close codes. */
export const closeCodes = {
  /** A frame that is not of this form. */
  malformed: 4400,
  /** The link was used before, or the key is wrong, too old, or of a host that has ended. Trying again is of no use. */
  notAdmitted: 4401,
  /** No `hello` or no `proof` in time. */
  helloTimeout: 4408,
  /** The page does not take what it is sent. */
  tooSlow: 4413,
} as const

/** The name of the credential with which the page wants to come in, and what the host has to prove its key over. */
export const helloSchema = z.strictObject({ id: z.string().max(128), nonce: z.string().min(16).max(128) })
export type Hello = z.infer<typeof helloSchema>

/** The page's own proof, made when the host's was right. */
export const proofSchema = z.strictObject({ proof: z.string().max(128) })
export type Proof = z.infer<typeof proofSchema>

export const credentialSchema = z.object({ id: z.string(), key: z.string() })

export const requestFrameSchema = z.object({
  id: z.int().min(0),
  command: z.unknown().optional(),
  input: z.unknown().optional(),
})

/** From the host: its proof, what admits the page the next time, the answer to the request with this id, or an event. */
export const hostFrameSchema = z.union([
  z.object({ challenge: z.object({ nonce: z.string(), proof: z.string() }) }),
  z.object({
    welcome: z.object({
      /** Admits the page after a reload, and to this run of the host only. */
      reload: credentialSchema,
      /** Admits the page that is open, also when the host was started again. Stored nowhere, so that nobody else can read it. */
      resume: credentialSchema,
    }),
  }),
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
