import { v4 } from 'uuid'
import { onTestFinished } from 'vitest'
import { type DialectName, dialects } from '../../../relay/dialects/dialects.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import { connectDialect, type DialectClient } from '../dialects/dialectClient.ts'
import { invitedToken } from '../relay/invitedToken.ts'
import { connectNative, type NativeClient, newEntryId } from '../relay/nativeClient.ts'
import { openRelayWithSession, type RelayWithSession } from '../relay/relayWithSession.ts'
import { type Cell, type Column, columns } from './columns.ts'

const hourMs = 3_600_000
const tokenLifeMs = 80 * 24 * hourMs

/** A relay, and everyone of the columns with what they speak to it by. */
export interface AuthorisationFixture {
  readonly fixture: RelayWithSession
  /** A session of its own for each of these columns, as the column says. */
  readonly prepare: (among: readonly Column[], state?: 'closed' | 'disputed') => Promise<Cell[]>
  /** The token of the patient, who has an account. */
  readonly patientToken: string
  /** The connection of who asks in the cell; `'refused'` where its handshake is. */
  readonly native: (cell: Cell) => Promise<NativeClient | 'refused'>
  /** The same in a dialect. */
  readonly dialect: (cell: Cell, name: DialectName) => Promise<DialectClient | 'refused'>
  /** The patient calls the clinician. */
  readonly call: (cell: Cell) => Promise<void>
  readonly hangUp: (cell: Cell) => Promise<void>
}

export async function openAuthorisationFixture(): Promise<AuthorisationFixture> {
  const fixture = await openRelayWithSession()
  const { relay, clock } = fixture
  const { useCases: casesOf } = relay
  const { appendMessage, changeSession } = casesOf()
  await relay.putUser('third-doc', { name: 'Third', role: 'clinician' })
  const clients = new Map<string, NativeClient>()
  const dialectClients = new Map<string, DialectClient>()
  const tokens = new Map<string, string>()
  for (const { userId, role } of columns) {
    if (clients.has(userId)) continue
    clients.set(userId, await fixture.connect(userId, role))
    tokens.set(userId, await relay.tokenFor(userId, role, userId, tokenLifeMs))
  }
  const caller = clients.get('pat')
  let count = 0

  const invitationToken = (sessionId: string) =>
    invitedToken(relay.url, { sessionId, userId: 'pat', token: tokens.get('doc') ?? '' })

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

  async function prepareOne(column: Column, state: 'closed' | 'disputed' | undefined): Promise<Cell> {
    count += 1
    const { userId, role, takesPart, invitedTo } = column
    const sessionId = sessionIdSchema.parse(`cell-${count}`)
    const colleague = `colleague-${count}`
    await putSession(sessionId, colleague, takesPart ? { [userId]: role } : {})
    const say = async (by: string, as: Role) => {
      const id = newEntryId()
      const principal = { userId: userIdSchema.parse(by), role: as, name: by }
      await appendMessage(principal, { id, sessionId, thread: 'care', type: 'text', text: 'said' })
      return id
    }
    const own = column.hasSpoken ? await say(userId, role) : undefined
    const others = userId === 'pat' ? await say('doc', 'clinician') : await say('pat', 'patient')
    if (takesPart === 'removed') await putSession(sessionId, colleague)
    let token = tokens.get(userId) ?? ''
    if (invitedTo === 'this') token = await invitationToken(sessionId)
    if (invitedTo === 'another') {
      const beside = `beside-${sessionId}`
      await putSession(beside, colleague)
      token = await invitationToken(beside)
    }
    const ada = { userId: userIdSchema.parse('ada'), role: 'admin', name: 'ada' } as const
    const change = (what: Parameters<typeof changeSession>[1]['change']) =>
      changeSession(ada, { id: entryIdSchema.parse(newEntryId()), sessionId, change: what })
    if (column.state === 'disputed' || state === 'disputed') await change({ kind: 'dispute', reason: 'r' })
    if (column.state === 'escalated') await change({ kind: 'escalate', reason: 'r' })
    if (state === 'closed') await change({ kind: 'close' })
    return { column, sessionId, own, others, colleague, callId: v4(), attachmentId: '', now: clock.now(), token }
  }

  return {
    fixture,
    patientToken: tokens.get('pat') ?? '',
    prepare: (among, state) => Promise.all(among.map((column) => prepareOne(column, state))),
    native: async ({ column, token }) => {
      const known = clients.get(column.userId)
      if (known && !column.invitedTo) return known
      const invited = await connectNative({ url: relay.url, token }).catch(() => undefined)
      if (!invited) return 'refused'
      onTestFinished(invited.close)
      return invited
    },
    dialect: async ({ column, token }, name) => {
      const key = `${column.userId} ${name}`
      const known = dialectClients.get(key)
      if (known && !column.invitedTo) return known
      const { namespace } = dialects[name]
      const client = await connectDialect({ url: relay.url, namespace, auth: { token } }).catch(() => undefined)
      if (!client) return 'refused'
      onTestFinished(client.close)
      dialectClients.set(key, client)
      return client
    },
    call: async ({ callId, sessionId }) => {
      await caller?.ask('call:initiate', { callId, sessionId, recipientId: 'doc', callType: 'audio' })
    },
    hangUp: async ({ callId }) => {
      await caller?.request('call:end', { callId })
    },
  }
}
