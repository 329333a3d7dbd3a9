import type { Cell } from '../authorisation/columns.ts'
import { dialectRows } from '../authorisation/dialects.ts'
import { restRows, uploadHeaders } from '../authorisation/routes.ts'
import { rows } from '../authorisation/rows.ts'
import { mainSession } from './cast.ts'
import type { Ask, RecordedPerson } from './recordedPerson.ts'
import type { Known } from './writers/writeEverything.ts'
import { main } from './writings.ts'

const people = ['doc', 'pat', 'colleague']

function readsOf({ careMessage, staffMessage, files }: Known): readonly Ask[] {
  const of = `/api/sessions/${mainSession}`
  const get = (path: string): Ask => ({ method: 'GET', path })
  return [
    get('/api/sessions'),
    get(`${of}/messages`),
    get(`${of}/messages?thread=staff`),
    get(`${of}/invitations`),
    get(`/api/admin/sessions/${mainSession}/export`),
    get('/api/notifications'),
    ...[careMessage, staffMessage].flatMap((id) => [
      get(`${of}/messages/${id}/versions`),
      get(`${of}/messages/${id}/versions?thread=staff`),
    ]),
    ...files.flatMap((id) => [get(`/api/attachments/${id}`), { method: 'HEAD', path: `/api/attachments/${id}` }]),
    ...['/chat', '/api/chat'].map((prefix) => get(`${prefix}/${mainSession}/messages`)),
    { method: 'POST', path: '/api/sync', body: { scope: 'all', cursors: [] } },
    { method: 'POST', path: '/api/find', body: { text: 'canary' } },
    ...(['care', 'staff'] as const).map((thread) => ({
      ...{ method: 'POST', path: '/api/sync' },
      body: { scope: 'cursors', cursors: [{ ...main(thread), after: 0 }] },
    })),
  ]
}

/** Reads everything that can be read, by every way that is open, until nothing that was told before can still come. */
export async function readEverything(person: RecordedPerson, known: Known): Promise<void> {
  for (const ask of readsOf(known)) await person.fetch(ask)
  const { native } = person
  if (native.socket.connected) {
    await native.request('sync:pull', { scope: 'all', cursors: [] })
    for (const thread of ['care', 'staff'] as const)
      await native.request('sync:pull', { scope: 'cursors', cursors: [{ ...main(thread), after: 0 }] })
    for (const find of [{ from: 0 }, { text: 'canary' }]) await native.request('session:find', find)
    await native.request('unread:count', {})
    await native.request('presence:watch', { userIds: people })
    await native.request('notification:list', {})
  }
  const health = person.dialects.get('healthPlatform')
  if (health?.socket.connected) {
    for (const event of ['message:history', 'room:participants'])
      for (const room of ['visit', 'call'])
        await health.ask(event, { visitId: mainSession, roomId: `${room}:${mainSession}` })
    await health.ask('presence:get', { userIds: people })
    await health.ask('notification:getUnreadCount', {})
  }
  const open = [...person.dialects.values()].filter(({ socket }) => socket.connected)
  await Promise.all(open.map((client) => client.settled()))
}

/** Asks for everything that can be asked for, as if they were still in, or ever had been. */
export async function askEverything(person: RecordedPerson, known: Known): Promise<void> {
  const { userId, role, token, native, dialects } = person
  const base: Cell = {
    column: { userId, role, relation: person.name, hasSpoken: false },
    ...{ sessionId: mainSession, own: undefined, others: known.careMessage, colleague: 'colleague' },
    ...{ callId: known.callId, attachmentId: '', now: Date.now(), token },
  }
  const cells: readonly Cell[] = known.files.map((attachmentId, index) => ({
    ...base,
    attachmentId,
    others: index === 0 ? known.careMessage : known.staffMessage,
  }))
  for (const cell of cells)
    for (const row of restRows) {
      const ask = row.request(cell)
      await person.fetch(typeof ask.body === 'string' ? { ...ask, headers: uploadHeaders } : ask)
    }
  for (const row of rows) if (native.socket.connected) await native.request(row.event, row.payload(base))
  for (const row of dialectRows) {
    const client = dialects.get(row.dialect)
    if (client?.socket.connected) await client.ask(row.event, row.payload(base))
  }
  await readEverything(person, known)
}
