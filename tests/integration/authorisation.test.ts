import { readFileSync, writeFileSync } from 'node:fs'
import { v4 } from 'uuid'
import { expect, it } from 'vitest'
import { sessionIdSchema, type UserId, userIdSchema } from '../../src/shared/model/ids.ts'
import type { Role } from '../../src/shared/model/role.ts'
import { uploadStateSchema } from '../../src/shared/protocol/rest.ts'
import { up } from '../../src/shared/protocol/up.ts'
import { content, file, type RestRow, restRows, uploadHeaders } from '../support/authorisationRoutes.ts'
import { type Cell, type Column, columns, hourMs, type Row, rows } from '../support/authorisationRows.ts'
import { type NativeClient, newEntryId } from '../support/nativeClient.ts'
import { openSessionScene, type SessionScene } from '../support/sessionScene.ts'

/** Run with `UPDATE_AUTHORISATION=1` to write the page anew. */
const page = new URL('../../docs/authorisation.md', import.meta.url)

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
