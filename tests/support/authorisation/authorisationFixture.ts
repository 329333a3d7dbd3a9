import { v4 } from 'uuid'
import { onTestFinished } from 'vitest'
import { type DialectName, dialects } from '../../../relay/dialects/dialects.ts'
import { entryIdSchema, type SessionId, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import { connectDialect, type DialectClient } from '../dialects/dialectClient.ts'
import { invitedToken } from '../relay/invitedToken.ts'
import { connectNative, type NativeClient, newEntryId } from '../relay/nativeClient.ts'
import { openRelayWithSession, type RelayWithSession } from '../relay/relayWithSession.ts'
import type { StartedRelay } from '../relay/start/startedRelay.ts'
import { type Cell, type Column, columns } from './columns.ts'

const hourMs = 3_600_000
const tokenLifeMs = 80 * 24 * hourMs

/** A relay with a session, and everyone of the columns with their connections. */
export interface AuthorisationFixture {
  readonly relay: StartedRelay
  /** A session of its own for each of these columns, as the column says. */
  readonly prepare: (among: readonly Column[], state?: 'closed' | 'disputed') => Promise<Cell[]>
  /** The token of the patient, who has an account. */
  readonly patientToken: string
  /** Returns the connection of who asks in the cell; `'refused'` if its handshake is. */
  readonly native: (cell: Cell) => Promise<NativeClient | 'refused'>
  /** The same in a dialect. */
  readonly dialect: (cell: Cell, name: DialectName) => Promise<DialectClient | 'refused'>
  /** Calls the clinician as the patient. */
  readonly call: (cell: Cell) => Promise<void>
  readonly hangUp: (cell: Cell) => Promise<void>
}

/** Connects everyone of the columns by the native protocol; all of it goes with the test. */
export async function openAuthorisationFixture(): Promise<AuthorisationFixture> {
  const fixture = await openRelayWithSession()
  const { relay } = fixture
  await relay.putUser('third-doc', { name: 'Third', role: 'clinician' })
  const clients = new Map<string, NativeClient>()
  const tokens = new Map<string, string>()
  for (const { userId, role } of columns) {
    if (clients.has(userId)) continue
    clients.set(userId, await fixture.connect(userId, role))
    tokens.set(userId, await relay.tokenFor(userId, role, userId, tokenLifeMs))
  }
  const caller = clients.get('pat')
  return {
    relay,
    patientToken: tokens.get('pat') ?? '',
    prepare: createPrepare(fixture, tokens),
    native: async ({ column, token }) => {
      const known = clients.get(column.userId)
      if (known && !column.invitedTo) return known
      const invited = await connectNative({ url: relay.url, token }).catch(() => undefined)
      if (!invited) return 'refused'
      onTestFinished(invited.close)
      return invited
    },
    dialect: createConnectDialect(fixture),
    call: async ({ callId, sessionId }) => {
      await caller?.ask('call:initiate', { callId, sessionId, recipientId: 'doc', callType: 'audio' })
    },
    hangUp: async ({ callId }) => {
      await caller?.request('call:end', { callId })
    },
  }
}

/** Keeps the connections that it makes, one for each user and dialect. Those by an invitation are made anew. */
function createConnectDialect({ relay }: RelayWithSession): AuthorisationFixture['dialect'] {
  const clients = new Map<string, DialectClient>()
  return async ({ column, token }, name) => {
    const key = `${column.userId} ${name}`
    const known = clients.get(key)
    if (known && !column.invitedTo) return known
    const { namespace } = dialects[name]
    const client = await connectDialect({ url: relay.url, namespace, auth: { token } }).catch(() => undefined)
    if (!client) return 'refused'
    onTestFinished(client.close)
    clients.set(key, client)
    return client
  }
}

/** Counts the sessions that it has put, so that each cell has one of its own. */
function createPrepare(
  { relay, clock }: RelayWithSession,
  tokens: ReadonlyMap<string, string>,
): AuthorisationFixture['prepare'] {
  // Under another name, since the linter takes what begins with use for a hook.
  const { useCases: casesOf } = relay
  const cases = casesOf()
  let count = 0

  async function putSession(id: string, colleague: string, added: Record<string, Role> = {}): Promise<void> {
    const all: Record<string, Role> = {
      pat: 'patient',
      doc: 'clinician',
      // So that a clinician who leaves is not the only one.
      [colleague]: 'clinician',
      ...added,
    }
    const participants = Object.entries(all).map(([userId, role]) => ({ userId, role }))
    await relay.putSession(id, { kind: 'chat', participants, expiresAt: clock.now() + 500 * hourMs })
  }
  /** Returns the token of who asks; that of an invitation to the session, or to one beside it, where the column says so. */
  async function tokenOf({ userId, invitedTo }: Column, sessionId: string, colleague: string): Promise<string> {
    const invitation = (to: string) =>
      invitedToken(relay.url, { sessionId: to, userId: 'pat', token: tokens.get('doc') ?? '' })
    if (invitedTo === 'this') return await invitation(sessionId)
    if (invitedTo !== 'another') return tokens.get(userId) ?? ''
    const beside = `beside-${sessionId}`
    await putSession(beside, colleague)
    return await invitation(beside)
  }

  async function prepareOne(column: Column, state: 'closed' | 'disputed' | undefined): Promise<Cell> {
    count += 1
    const { userId, role, takesPart } = column
    const sessionId = sessionIdSchema.parse(`cell-${count}`)
    const colleague = `colleague-${count}`
    await putSession(sessionId, colleague, takesPart ? { [userId]: role } : {})
    const own = column.hasSpoken ? await sendMessage(cases, sessionId, userId, role) : undefined
    const [other, otherRole] = userId === 'pat' ? (['doc', 'clinician'] as const) : (['pat', 'patient'] as const)
    const others = await sendMessage(cases, sessionId, other, otherRole)
    if (takesPart === 'removed') await putSession(sessionId, colleague)
    const token = await tokenOf(column, sessionId, colleague)
    if (column.state === 'disputed' || state === 'disputed') await change(cases, sessionId, 'dispute')
    if (column.state === 'escalated') await change(cases, sessionId, 'escalate')
    if (state === 'closed') await change(cases, sessionId, 'close')
    return { column, sessionId, own, others, colleague, callId: v4(), attachmentId: '', now: clock.now(), token }
  }
  return (among, state) => Promise.all(among.map((column) => prepareOne(column, state)))
}

type UseCases = ReturnType<StartedRelay['useCases']>

async function sendMessage({ appendMessage }: UseCases, sessionId: SessionId, by: string, role: Role): Promise<string> {
  const id = newEntryId()
  const principal = { userId: userIdSchema.parse(by), role, name: by }
  await appendMessage(principal, { id, sessionId, thread: 'care', type: 'text', text: 'sent' })
  return id
}

async function change(
  { changeSession }: UseCases,
  sessionId: SessionId,
  kind: 'dispute' | 'escalate' | 'close',
): Promise<void> {
  const ada = { userId: userIdSchema.parse('ada'), role: 'admin', name: 'ada' } as const
  const id = entryIdSchema.parse(newEntryId())
  await changeSession(ada, { id, sessionId, change: kind === 'close' ? { kind } : { kind, reason: 'r' } })
}
