import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { dialects } from '../../../relay/dialects/dialects.ts'
import { handshakeRefusals } from '../../../src/shared/protocol/handshake.ts'
import { uploadStateSchema } from '../../../src/shared/protocol/rest.ts'
import { up } from '../../../src/shared/protocol/up.ts'
import {
  type AuthorisationFixture,
  openAuthorisationFixture,
} from '../../support/authorisation/authorisationFixture.ts'
import { type Cell, type Column, columns, isLedIn, isOutside } from '../../support/authorisation/columns.ts'
import { type DialectRow, dialectRows } from '../../support/authorisation/dialects.ts'
import { content, file, type RestRow, restRows, uploadHeaders } from '../../support/authorisation/routes.ts'
import { type Row, rows } from '../../support/authorisation/rows.ts'
import { connectDialect } from '../../support/dialects/dialectClient.ts'
import { connectNative } from '../../support/relay/nativeClient.ts'
import { openRelayWithSession } from '../../support/relay/relayWithSession.ts'

/** Run with `UPDATE_AUTHORISATION=1` to write the page anew. */
const page = new URL('../../../docs/authorisation.md', import.meta.url)

const referenceSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ security: z.unknown().optional(), responses: z.record(z.string(), z.unknown()) })),
  ),
})
type Paths = z.infer<typeof referenceSchema>['paths']
type AskedFixture = AuthorisationFixture & { readonly paths: Paths }

async function readPaths(url: string): Promise<Paths> {
  const answer = await fetch(`${url}/api/openapi.json`)
  return referenceSchema.parse(await answer.json()).paths
}

/** Mark of a request that this column cannot make. */
const notAsked = '—'

async function askEvent(fixture: AuthorisationFixture, row: Row, cell: Cell): Promise<string> {
  const isOfOwnMessage = row.event.startsWith('message:') && row.name === 'own'
  if (isLedIn(cell.column, row.state === 'disputed' ? 'disputed' : undefined)) return notAsked
  if (isOfOwnMessage && cell.own === undefined) return notAsked
  const client = await fixture.native(cell)
  if (client === 'refused') return 'unauthenticated'
  if (row.state === 'called') await fixture.call(cell)
  const answer = await client.request(row.event, row.payload(cell))
  if (row.state === 'called') await fixture.hangUp(cell)
  if (row.event === 'call:initiate' && answer.success && 'call' in answer)
    await client.request('call:end', { callId: answer.call.callId })
  if (!answer.success) return answer.code
  if (['unread:count', 'session:find'].includes(row.event) || 'sessions' in answer)
    return JSON.stringify(answer).includes(`"${cell.sessionId}"`) ? 'yes' : 'nothing'
  if (row.event === 'sync:pull' && 'entries' in answer) return answer.entries.length > 0 ? 'yes' : 'nothing'
  if (row.event === 'presence:watch') return JSON.stringify(answer).includes(`"${cell.colleague}"`) ? 'yes' : 'nothing'
  return 'yes'
}

async function askDialect(fixture: AuthorisationFixture, row: DialectRow, cell: Cell): Promise<string> {
  const client = await fixture.dialect(cell, row.dialect)
  if (client === 'refused') return 'unauthenticated'
  if (row.state === 'called') await fixture.call(cell)
  if (row.after) await client.ask(row.after.event, row.after.payload(cell))
  const answer = await client.ask(row.event, row.payload(cell))
  if (row.state === 'called') await fixture.hangUp(cell)
  if (row.event === 'call:initiate' && answer.success) await client.ask('call:end', { callId: answer.callId })
  if (answer.success !== true) return z.string().parse(answer.code)
  if (row.event.startsWith('presence:') && row.name === 'of a participant')
    return JSON.stringify(answer).includes(`"${cell.colleague}"`) ? 'yes' : 'nothing'
  return 'yes'
}

async function askRest({ relay, paths, patientToken }: AskedFixture, row: RestRow, cell: Cell, isNobody: boolean) {
  const call = ({ method, path, body }: ReturnType<RestRow['request']>, token: string | undefined) =>
    fetch(relay.url + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(typeof body === 'string' ? uploadHeaders : body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
    })

  async function attach({ sessionId }: Cell): Promise<string> {
    const path = `/api/sessions/${sessionId}`
    const begun = await call({ method: 'POST', path: `${path}/attachments`, body: file }, patientToken)
    const { id } = uploadStateSchema.parse(await begun.json())
    if (row.attachment === 'begun') return id
    await call({ method: 'PATCH', path: `/api/attachments/${id}`, body: content }, patientToken)
    const message = { text: '', type: 'document', attachments: [id] }
    const sent = await call({ method: 'POST', path: `${path}/messages`, body: message }, patientToken)
    expect(sent.status).toBe(200)
    return id
  }

  const asked = row.attachment ? { ...cell, attachmentId: await attach(cell) } : cell
  const request = row.request(asked)
  const response = await call(request, isNobody ? undefined : cell.token)
  const answer = await response.text()
  const [method = '', path = ''] = row.route.split(' ')
  // The reference tells of each answer that it may come.
  expect(Object.keys(paths[path]?.[method.toLowerCase()]?.responses ?? {})).toContain(String(response.status))
  // There is a limit on uploads that are not finished.
  if (row.attachment === 'begun')
    await call({ method: 'DELETE', path: `/api/attachments/${asked.attachmentId}` }, patientToken)
  if (!response.ok) return request.method === 'HEAD' ? codes.get(response.status) : JSON.parse(answer).code
  const isAboutTheSession = ['GET /api/sessions', 'POST /api/sync', 'POST /api/find'].includes(row.route)
  return isAboutTheSession && !answer.includes(`"${cell.sessionId}"`) ? 'nothing' : 'yes'
}

/** Codes of refusals without a body, by their status. */
const codes: ReadonlyMap<number, string> = new Map([
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'notFound'],
])

/** Requests about the principal alone; and leaving, which who is not there may ask for as often as they like. */
const isOfNoSession =
  /^`(presence:set|presence:setStatus|notification:\w+|clinic:read|auth:refresh|leave\S+|\w+ \/api\/(notifications\S*|clinic))`/

function table(header: readonly string[], lines: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [row(header), row(header.map(() => '---')), ...lines.map(row)].join('\n')
}

const titled = (title: string, name: string | undefined) => `\`${title}\`${name ? ` ${name}` : ''}`

it('has a row for every request of the native protocol, every event of every dialect, and every guarded route', async () => {
  expect([...new Set(rows.map(({ event }) => event))].sort()).toEqual(Object.keys(up).sort())
  const spoken = Object.entries(dialects).flatMap(([name, dialect]) =>
    Object.keys(dialect.up).map((event) => `${name} ${event}`),
  )
  expect([...new Set(dialectRows.map(({ dialect, event }) => `${dialect} ${event}`))].sort()).toEqual(spoken.sort())
  const { relay } = await openRelayWithSession()
  const guarded = Object.entries(await readPaths(relay.url)).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { security }]) => (security ? [`${method.toUpperCase()} ${path}`] : [])),
  )
  expect([...new Set(restRows.map(({ route }) => route))].sort()).toEqual(guarded.sort())
}, 60_000)

it('lets nobody connect without a token, in any protocol', async () => {
  const { relay } = await openRelayWithSession()
  await expect(connectNative({ url: relay.url, token: '' })).rejects.toThrow(handshakeRefusals.noToken)
  for (const { namespace } of Object.values(dialects))
    await expect(connectDialect({ url: relay.url, namespace })).rejects.toThrow(handshakeRefusals.noToken)
  const chatId = 'visit-1'
  await expect(connectDialect({ url: relay.url, auth: { chatId } })).rejects.toThrow(handshakeRefusals.noToken)
}, 60_000)

it('is what docs/authorisation.md says', async () => {
  const opened = await openAuthorisationFixture()
  const fixture = { ...opened, paths: await readPaths(opened.relay.url) }
  const head = columns.map(({ role, relation }) => `${role}: ${relation}`)
  const lineOf = async (cells: readonly Cell[], ask: (cell: Cell) => Promise<string>) => {
    const answers: string[] = []
    for (const cell of cells) answers.push(await ask(cell))
    return answers
  }
  const events: string[][] = []
  for (const row of rows) {
    const cells = await fixture.prepare(columns, row.state === 'called' ? undefined : row.state)
    events.push([titled(row.event, row.name), ...(await lineOf(cells, (cell) => askEvent(fixture, row, cell)))])
  }
  const routes: string[][] = []
  const nobody: Column = { userId: 'ada', role: 'admin', relation: 'no token', hasSpoken: false }
  for (const row of restRows) {
    const cells = await fixture.prepare([...columns, nobody])
    const line = await lineOf(cells, (cell) => askRest(fixture, row, cell, cell.column === nobody))
    routes.push([titled(row.route, row.name), ...line])
  }
  const inDialects: string[][] = []
  for (const row of dialectRows) {
    const line = await lineOf(await fixture.prepare(columns), (cell) => askDialect(fixture, row, cell))
    inDialects.push([row.dialect, titled(row.event, row.name), ...line])
  }
  const open = Object.entries(fixture.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { security }]) => (security ? [] : [`${method.toUpperCase()} ${path}`])),
  )
  const granted = [...events, ...routes, ...inDialects.map((line) => line.slice(1))].flatMap(([title, ...line]) =>
    columns.flatMap((column, index) =>
      isOutside(column) && line[index] === 'yes' && !isOfNoSession.test(title ?? '')
        ? [`${title}: ${column.role}, ${column.relation}`]
        : [],
    ),
  )
  // Those for whom nothing of the session is were let in nowhere.
  expect(granted).toEqual([])
  const text = `# Who may do what

Generated from \`tests/integration/sessions/authorisation.test.ts\`, which asks a running relay for every cell. Do not edit it: run the test with
\`UPDATE_AUTHORISATION=1\`.

\`yes\`: granted. \`nothing\`: answered, with nothing of the session in it. Any other word is the code of the refusal; \`unauthenticated\` of an event
is the refusal of the connection. \`—\`: cannot be asked. Without a token nobody connects, in any protocol.

| relation | |
| --- | --- |
| own | takes part in the session |
| in dispute | the session is, and edits and redactions are frozen |
| invited | a patient who came by a link: to this session, or to another one of theirs |
| removed | took part, and said something, until an administrator took them out |
| another’s | a session of others |
| assigned | support that an administrator has put into the session, to watch it and take part |
| looks on | support that has not joined, while the session is in dispute or escalated |

## Requests of the native protocol

${table(['request', ...head], events)}

## REST

${table(['request', ...head, 'no token'], routes)}

For everyone, without a token:

${open.map((route) => `- \`${route}\``).join('\n')}

## Events of the dialects

${table(['dialect', 'event', ...head], inDialects)}
`
  if (process.env.UPDATE_AUTHORISATION) writeFileSync(page, text)
  expect(readFileSync(page, 'utf8')).toBe(text)
}, 600_000)
