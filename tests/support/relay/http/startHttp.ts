import { randomBytes, randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTokenIssuer } from '../../../../relay/accounts/tokenIssuer.ts'
import type { SessionEvent } from '../../../../relay/events/relayEvent.ts'
import { createLog } from '../../../../relay/log.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import type { Role } from '../../../../src/shared/model/role.ts'
import { createFakeClock, type FakeClock } from '../../time/fakeClock.ts'
import { openHttpBackend } from './httpBackend.ts'
import { openHttpNode } from './httpNode.ts'

export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what came over the wire is for the test to look at
  readonly body: any
}

export interface StartedHttp {
  /** Of one node; with several, of the next one each time it is asked for. */
  readonly url: string
  /** Number of nodes that take the calls in turn. */
  readonly nodeCount: number
  readonly clock: FakeClock
  /** Of each node, what takes its connections. */
  readonly servers: readonly Server[]
  /** All lines of the log so far. */
  readonly logged: () => string
  /** Events that connected consoles would have received. */
  readonly events: readonly SessionEvent[]
  readonly tokenOf: (userId: string, role: Role, name?: string) => Promise<string>
  readonly closeStore: () => Promise<void>
  /** One request with a JSON body, or with a text as it is. */
  readonly call: (
    method: string,
    path: string,
    options?: { readonly token?: string; readonly body?: unknown; readonly headers?: Record<string, string> },
  ) => Promise<HttpAnswer>
  readonly stop: () => Promise<void>
}

/**
 * The relay's HTTP interface on free ports with a clock that stands still, without sockets: one node over a database in
 * memory, or, as `TEST_RELAY` says, three over PostgreSQL and Redis, which take the calls in turn.
 */
export async function startHttp(): Promise<StartedHttp> {
  const clock = createFakeClock()
  const lines: string[] = []
  const log = createLog('debug', { write: (line) => void lines.push(line) })
  const settings = {
    key: { kind: 'secret' as const, secret: randomBytes(32) },
    issuer: null,
    audience: null,
    claims: { subject: null, role: null, roles: new Map(), takesOwn: true },
    expiresInMs: 7_200_000,
    refreshExpiresInMs: 86_400_000,
  }
  const events: SessionEvent[] = []
  const filesDirectory = join(tmpdir(), `rounds-http-${randomUUID()}`)
  const backend = await openHttpBackend()
  const shared = { backend, clock, log, settings, events, filesDirectory, invitationKey: randomBytes(32) }
  const nodes = await Promise.all(Array.from({ length: backend.nodeCount }, () => openHttpNode(shared)))
  const issueToken = createTokenIssuer(settings, clock)
  let turn = 0
  const next = () => {
    const node = nodes[turn % nodes.length]
    turn += 1
    if (!node) throw new Error('there is no node')
    return node.url
  }

  return {
    get url() {
      return next()
    },
    nodeCount: nodes.length,
    servers: nodes.map(({ server }) => server),
    clock,
    logged: () => lines.join(''),
    events,
    tokenOf: async (userId, role, name = userId) =>
      (await issueToken({ userId: userIdSchema.parse(userId), role, name })).token,
    closeStore: async () => {
      await Promise.all(nodes.map(({ store }) => store.close()))
    },
    call: async (method, path, { token, body, headers = {} } = {}) => {
      const response = await fetch(next() + path, {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
    },
    stop: async () => {
      await Promise.all(nodes.map((node) => node.stop()))
      await backend.close()
      await rm(filesDirectory, { recursive: true, force: true })
    },
  }
}
