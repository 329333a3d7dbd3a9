import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { v4 } from 'uuid'
import { expect, it } from 'vitest'
import { sessionIdSchema, type UserId, userIdSchema } from '../../src/shared/model/ids.ts'
import type { Role } from '../../src/shared/model/role.ts'
import { uploadStateSchema } from '../../src/shared/protocol/rest.ts'
import { type UpEvent, up } from '../../src/shared/protocol/up.ts'
import { type NativeClient, newEntryId } from '../support/nativeClient.ts'
import { openSessionScene, type SessionScene } from '../support/sessionScene.ts'

/** Run with `UPDATE_AUTHORISATION=1` to write the page anew. */
const page = new URL('../../docs/authorisation.md', import.meta.url)

type Relation = 'takes part' | 'none' | 'looks on'

interface Column {
  readonly userId: string
  readonly role: Role
  readonly relation: Relation
  /** What the session is given beside its patient and clinician. */
  readonly isDisputed?: boolean
  readonly alsoParticipant?: boolean
}

const columns: readonly Column[] = [
  { userId: 'pat', role: 'patient', relation: 'takes part' },
  { userId: 'other-pat', role: 'patient', relation: 'none' },
  { userId: 'doc', role: 'clinician', relation: 'takes part' },
  { userId: 'other-doc', role: 'clinician', relation: 'none' },
  { userId: 'sue', role: 'support', relation: 'takes part', alsoParticipant: true },
  { userId: 'sue', role: 'support', relation: 'looks on', isDisputed: true },
  { userId: 'sue', role: 'support', relation: 'none' },
  { userId: 'ada', role: 'admin', relation: 'none' },
]

/** One session made for one cell, with a message of the one who asks (if they may write) and one of somebody else. */
interface Cell {
  readonly column: Column
  readonly sessionId: string
  readonly own: string | undefined
  readonly others: string
  readonly callId: string
  readonly attachmentId: string
  readonly now: number
  readonly token: string
}

interface Row {
  readonly name: string
  readonly payload: (cell: Cell) => object
  readonly state?: 'closed' | 'expired' | 'disputed' | 'called'
  readonly event: UpEvent
}

const care = ({ sessionId }: Cell) => ({ sessionId, thread: 'care' })
const change = ({ sessionId }: Cell) => ({ id: newEntryId(), sessionId })
const hourMs = 3_600_000
const place = (cell: Cell, thread = 'care') => ({ ...care(cell), thread, deliveredUpTo: 1, readUpTo: 1 })
const counterpart = ({ column }: Cell) => (column.userId === 'pat' ? 'doc' : 'pat')

const rows: readonly Row[] = [
  {
    event: 'sync:pull',
    name: 'of the session',
    payload: (cell) => ({ scope: 'cursors', cursors: [{ ...care(cell), after: 0 }] }),
  },
  { event: 'message:send', name: 'care', payload: (cell) => ({ id: newEntryId(), ...care(cell), text: 'a' }) },
  {
    event: 'message:send',
    name: 'staff',
    payload: (cell) => ({ id: newEntryId(), ...care(cell), thread: 'staff', text: 'a' }),
  },
  { event: 'message:edit', name: 'own', payload: (cell) => ({ ...amend(cell, cell.own), text: 'b' }) },
  { event: 'message:edit', name: 'another’s', payload: (cell) => ({ ...amend(cell, cell.others), text: 'b' }) },
  { event: 'message:redact', name: 'own', payload: (cell) => amend(cell, cell.own) },
  { event: 'message:redact', name: 'another’s', payload: (cell) => amend(cell, cell.others) },
  {
    event: 'message:react',
    name: 'another’s',
    payload: (cell) => ({ ...amend(cell, cell.others), emoji: '👍', on: true }),
  },
  { event: 'session:claim', name: '', payload: change },
  { event: 'session:transfer', name: '', payload: (cell) => ({ ...change(cell), to: 'third-doc', reason: 'r' }) },
  { event: 'session:escalate', name: '', payload: (cell) => ({ ...change(cell), reason: 'r' }) },
  { event: 'session:join', name: '', payload: change },
  { event: 'session:leave', name: '', payload: change },
  { event: 'session:close', name: '', payload: change },
  { event: 'session:reopen', name: 'closed', state: 'closed', payload: change },
  { event: 'session:extend', name: '', payload: (cell) => ({ ...change(cell), until: cell.now + 900 * hourMs }) },
  { event: 'session:dispute', name: '', payload: (cell) => ({ ...change(cell), reason: 'r' }) },
  { event: 'session:resolveDispute', name: 'disputed', state: 'disputed', payload: change },
  { event: 'watermark:advance', name: 'own', payload: (cell) => ({ marks: [place(cell)] }) },
  { event: 'watermark:advance', name: 'staff', payload: (cell) => ({ marks: [place(cell, 'staff')] }) },
  { event: 'typing:set', name: 'care', payload: (cell) => ({ ...care(cell), typing: true }) },
  { event: 'presence:set', name: 'own', payload: () => ({ status: 'online' }) },
  { event: 'presence:watch', name: 'of the patient', payload: () => ({ userIds: ['pat'] }) },
  {
    event: 'call:initiate',
    name: '',
    payload: (cell) => ({ callId: v4(), sessionId: cell.sessionId, recipientId: counterpart(cell), callType: 'audio' }),
  },
  { event: 'call:accept', name: 'patient to clinician', state: 'called', payload: ({ callId }) => ({ callId }) },
  { event: 'call:reject', name: 'patient to clinician', state: 'called', payload: ({ callId }) => ({ callId }) },
  { event: 'call:end', name: 'patient to clinician', state: 'called', payload: ({ callId }) => ({ callId }) },
  {
    event: 'call:signal',
    name: 'patient to clinician',
    state: 'called',
    payload: ({ callId }) => ({ callId, signalType: 'offer', signal: {} }),
  },
  {
    event: 'call:quality',
    name: 'patient to clinician',
    state: 'called',
    payload: ({ callId }) => ({ callId, quality: { packetLossPercent: 0, jitterMs: 1, roundTripMs: 1 } }),
  },
  { event: 'call:ice', name: 'patient to clinician', state: 'called', payload: ({ callId }) => ({ callId }) },
  { event: 'notification:list', name: 'own', payload: () => ({}) },
  { event: 'notification:read', name: 'another’s', payload: () => ({ notificationId: v4() }) },
  { event: 'notification:readAll', name: 'own', payload: () => ({}) },
  { event: 'notification:subscribe', name: 'own', payload: () => ({ topics: ['news'] }) },
  { event: 'notification:unsubscribe', name: 'own', payload: () => ({ topics: ['news'] }) },
  { event: 'auth:refresh', name: 'own token', payload: ({ token }) => ({ token }) },
]

interface RestRow {
  readonly route: string
  readonly name?: string
  /** An attachment of the patient that the request is about: begun, or sent in a message. */
  readonly attachment?: 'begun' | 'sent'
  readonly request: (cell: Cell) => { readonly method: string; readonly path: string; readonly body?: object | string }
}

const content = 'plain words of a plain file'
const file = {
  name: 'a file.txt',
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
}
const uploadHeaders = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }

const restRows: readonly RestRow[] = [
  { route: 'GET /api/sessions', request: () => ({ method: 'GET', path: '/api/sessions' }) },
  {
    route: 'PUT /api/sessions/{id}',
    request: ({ sessionId }) => ({
      method: 'PUT',
      path: `/api/sessions/${sessionId}`,
      body: { kind: 'chat', participants: [] },
    }),
  },
  {
    route: 'GET /api/sessions/{id}/messages',
    request: ({ sessionId }) => ({ method: 'GET', path: `/api/sessions/${sessionId}/messages` }),
  },
  {
    route: 'POST /api/sessions/{id}/messages',
    request: ({ sessionId }) => ({ method: 'POST', path: `/api/sessions/${sessionId}/messages`, body: { text: 'a' } }),
  },
  {
    route: 'POST /api/sync',
    request: (cell) => ({
      method: 'POST',
      path: '/api/sync',
      body: { scope: 'cursors', cursors: [{ ...care(cell), after: 0 }] },
    }),
  },
  {
    route: 'POST /api/watermarks',
    request: (cell) => ({ method: 'POST', path: '/api/watermarks', body: { marks: [place(cell)] } }),
  },
  {
    route: 'PUT /api/users/{id}',
    request: () => ({ method: 'PUT', path: '/api/users/somebody', body: { name: 'Somebody', role: 'patient' } }),
  },
  ...['/chat', '/api/chat'].map((path) => ({
    route: `GET ${path}/{id}/messages`,
    request: ({ sessionId }: Cell) => ({ method: 'GET', path: `${path}/${sessionId}/messages` }),
  })),
  {
    route: 'POST /api/chat/{id}/messages',
    request: ({ sessionId }) => ({ method: 'POST', path: `/api/chat/${sessionId}/messages`, body: { message: 'a' } }),
  },
  {
    route: 'POST /chat/{id}/messages',
    request: ({ sessionId }) => ({ method: 'POST', path: `/chat/${sessionId}/messages`, body: { message: 'a' } }),
  },
  {
    route: 'POST /api/sessions/{id}/attachments',
    request: ({ sessionId }) => ({ method: 'POST', path: `/api/sessions/${sessionId}/attachments`, body: file }),
  },
  {
    route: 'GET /api/attachments/{id}',
    name: 'the patient’s, sent',
    attachment: 'sent',
    request: ({ attachmentId }) => ({ method: 'GET', path: `/api/attachments/${attachmentId}` }),
  },
  {
    route: 'PATCH /api/attachments/{id}',
    name: 'the patient’s',
    attachment: 'begun',
    request: ({ attachmentId }) => ({ method: 'PATCH', path: `/api/attachments/${attachmentId}`, body: content }),
  },
  {
    route: 'DELETE /api/attachments/{id}',
    name: 'the patient’s',
    attachment: 'begun',
    request: ({ attachmentId }) => ({ method: 'DELETE', path: `/api/attachments/${attachmentId}` }),
  },
  ...['users', 'sessions'].map((what) => ({
    route: `GET /api/admin/${what}`,
    request: () => ({ method: 'GET', path: `/api/admin/${what}` }),
  })),
  {
    route: 'GET /api/admin/sessions/{id}/export',
    request: ({ sessionId }) => ({ method: 'GET', path: `/api/admin/sessions/${sessionId}/export` }),
  },
  {
    route: 'POST /api/admin/sessions/{id}/close',
    request: ({ sessionId }) => ({
      method: 'POST',
      path: `/api/admin/sessions/${sessionId}/close`,
      body: { id: newEntryId() },
    }),
  },
  {
    route: 'DELETE /api/admin/users/{id}/tokens',
    request: () => ({ method: 'DELETE', path: '/api/admin/users/somebody/tokens' }),
  },
  {
    route: 'POST /api/admin/purge',
    request: () => ({ method: 'POST', path: '/api/admin/purge', body: { before: 1, trial: true } }),
  },
  { route: 'GET /api/notifications', name: 'own', request: () => ({ method: 'GET', path: '/api/notifications' }) },
  {
    route: 'POST /api/notifications',
    request: () => ({
      method: 'POST',
      path: '/api/notifications',
      body: { to: { userIds: ['somebody'] }, title: 'a title', text: 'a text' },
    }),
  },
  {
    route: 'POST /api/notifications/read',
    name: 'own',
    request: () => ({ method: 'POST', path: '/api/notifications/read', body: {} }),
  },
  {
    route: 'POST /api/notifications/{id}/read',
    name: 'another’s',
    request: () => ({ method: 'POST', path: `/api/notifications/${v4()}/read` }),
  },
  {
    route: 'POST /api/sessions/{id}/invitations',
    request: ({ sessionId }) => ({ method: 'POST', path: `/api/sessions/${sessionId}/invitations`, body: {} }),
  },
]

function amend(cell: Cell, target: string | undefined) {
  return { id: newEntryId(), ...care(cell), target: target ?? newEntryId() }
}

interface Stage {
  readonly scene: SessionScene
  readonly clients: ReadonlyMap<string, NativeClient>
  readonly tokens: ReadonlyMap<string, string>
  readonly prepare: (column: Column, state?: Row['state']) => Promise<Cell>
}

async function openStage(): Promise<Stage> {
  const scene = await openSessionScene()
  const { relay, clock } = scene
  const { useCases: casesOf } = relay
  const { appendMessage, changeSession } = casesOf()
  await relay.putUser('third-doc', { name: 'Third', role: 'clinician' })
  const clients = new Map<string, NativeClient>()
  const tokens = new Map<string, string>()
  for (const { userId, role } of columns) {
    if (clients.has(userId)) continue
    clients.set(userId, await scene.connect(userId, role))
    tokens.set(userId, await relay.tokenFor(userId, role, userId, 80 * 24 * hourMs))
  }
  let count = 0

  async function prepare(column: Column, state?: Row['state']): Promise<Cell> {
    count += 1
    // Limits of how often something may be asked are not what this is about.
    clock.advance(60_000)
    const sessionId = sessionIdSchema.parse(`cell-${count}`)
    const also = column.alsoParticipant ? [{ userId: column.userId, role: column.role }] : []
    const participants = [
      { userId: 'pat', role: 'patient' as const },
      { userId: 'doc', role: 'clinician' as const },
      // So that a clinician who leaves is not the only one.
      { userId: 'second-doc', role: 'clinician' as const },
      ...also,
    ]
    await relay.putSession(sessionId, { kind: 'chat', participants, expiresAt: clock.now() + 500 * hourMs })
    const say = async (userId: string, role: Role) => {
      const id = newEntryId()
      const asker = { userId: userOf(userId), role, name: userId }
      await appendMessage(asker, { id, sessionId, thread: 'care', type: 'text', text: 'said' })
      return id
    }
    const mayWrite = column.relation === 'takes part' || column.role === 'admin'
    const own = mayWrite ? await say(column.userId, column.role) : undefined
    const others = column.userId === 'pat' ? await say('doc', 'clinician') : await say('pat', 'patient')
    const ada = { userId: userOf('ada'), role: 'admin', name: 'ada' } as const
    const asAdmin = (change: Parameters<typeof changeSession>[1]['change']) =>
      changeSession(ada, { id: newEntryId(), sessionId, change })
    if (column.isDisputed || state === 'disputed') await asAdmin({ kind: 'dispute', reason: 'r' })
    if (state === 'closed') await asAdmin({ kind: 'close' })
    const callId = v4()
    if (state === 'called')
      await clients.get('pat')?.ask('call:initiate', { callId, sessionId, recipientId: 'doc', callType: 'audio' })
    const token = tokens.get(column.userId) ?? ''
    return { column, sessionId, own, others, callId, attachmentId: '', now: clock.now(), token }
  }
  return { scene, clients, tokens, prepare }
}

const userOf = (id: string): UserId => userIdSchema.parse(id)

async function askEvent({ clients, prepare }: Stage, row: Row, column: Column): Promise<string> {
  if (row.state === 'disputed' && column.relation === 'none' && column.role === 'support') return '—'
  const cell = await prepare(column, row.state)
  if (row.name === 'own' && 'target' in row.payload(cell) && cell.own === undefined) return '—'
  const answer = await clients.get(column.userId)?.request(row.event, row.payload(cell))
  if (row.state === 'called') await clients.get('pat')?.request('call:end', { callId: cell.callId })
  if (row.event === 'call:initiate' && answer?.success && 'call' in answer)
    await clients.get(column.userId)?.request('call:end', { callId: answer.call.callId })
  if (answer?.success && 'entries' in answer) return answer.entries.length > 0 ? 'yes' : 'nothing'
  if (answer?.success && row.event === 'presence:watch')
    return JSON.stringify(answer).includes('"pat"') ? 'yes' : 'nothing'
  return answer?.success ? 'yes' : (answer?.code ?? 'no answer')
}

async function askRest({ scene, tokens, prepare }: Stage, row: RestRow, column: Column | undefined): Promise<string> {
  const prepared = await prepare(column ?? { userId: 'ada', role: 'admin', relation: 'none' })
  const call = ({ method, path, body }: ReturnType<RestRow['request']>, userId: string | undefined) =>
    fetch(scene.relay.url + path, {
      method,
      headers: {
        ...(userId === undefined ? {} : { authorization: `Bearer ${tokens.get(userId)}` }),
        ...(typeof body === 'string' ? uploadHeaders : body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
    })

  async function attach({ sessionId }: Cell): Promise<string> {
    const path = `/api/sessions/${sessionId}`
    const begun = await call({ method: 'POST', path: `${path}/attachments`, body: file }, 'pat')
    const { id } = uploadStateSchema.parse(await begun.json())
    if (row.attachment === 'begun') return id
    await call({ method: 'PATCH', path: `/api/attachments/${id}`, body: content }, 'pat')
    const message = { text: '', type: 'document', attachments: [id] }
    const sent = await call({ method: 'POST', path: `${path}/messages`, body: message }, 'pat')
    expect(sent.status).toBe(200)
    return id
  }

  const cell = row.attachment ? { ...prepared, attachmentId: await attach(prepared) } : prepared
  const response = await call(row.request(cell), column?.userId)
  const answer = await response.text()
  if (!response.ok) return JSON.parse(answer).code
  const isAboutTheSession = ['GET /api/sessions', 'POST /api/sync'].includes(row.route)
  return isAboutTheSession && !answer.includes(`"${cell.sessionId}"`) ? 'nothing' : 'yes'
}

function table(header: readonly string[], lines: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [row(header), row(header.map(() => '---')), ...lines.map(row)].join('\n')
}

it('has a row for every request of the native protocol, and for every guarded route', async () => {
  expect([...new Set(rows.map(({ event }) => event))].sort()).toEqual(Object.keys(up).sort())
  const { scene } = await openStage()
  const answer = await fetch(`${scene.relay.url}/api/openapi.json`)
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, { security?: unknown }>> }
  const guarded = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { security }]) => (security ? [`${method.toUpperCase()} ${path}`] : [])),
  )
  expect(restRows.map(({ route }) => route).sort()).toEqual(guarded.sort())
}, 60_000)

it('is what docs/authorisation.md says', async () => {
  const stage = await openStage()
  const head = columns.map(({ role, relation }) => `${role}, ${relation}`)
  const events: string[][] = []
  for (const row of rows) {
    const cells: string[] = []
    for (const column of columns) cells.push(await askEvent(stage, row, column))
    events.push([`\`${row.event}\`${row.name ? ` ${row.name}` : ''}`, ...cells])
  }
  const routes: string[][] = []
  for (const row of restRows) {
    const cells: string[] = []
    for (const column of [...columns, undefined]) cells.push(await askRest(stage, row, column))
    routes.push([`\`${row.route}\`${row.name ? ` ${row.name}` : ''}`, ...cells])
  }
  const text = `# Who may do what

Generated from \`tests/integration/authorisation.test.ts\`, which asks a running relay for every cell. Do not edit it: run the test with
\`UPDATE_AUTHORISATION=1\`.

\`yes\`: granted. \`nothing\`: answered, with nothing of the session in it. Any other word is the code of the refusal. \`—\`: cannot be asked.
*looks on*: support, while the session is in dispute or escalated, before it has joined.

## Requests of the native protocol

${table(['request', ...head], events)}

## REST

${table(['request', ...head, 'no token'], routes)}
`
  if (process.env.UPDATE_AUTHORISATION) writeFileSync(page, text)
  expect(readFileSync(page, 'utf8')).toBe(text)
}, 120_000)
