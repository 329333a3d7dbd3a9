import { type Cast, mainSession } from '../cast.ts'
import { type Markers, main, postJson, type Recipients, toPatient } from '../writings.ts'

/** Sets a status by each protocol that has one, and types in both threads. */
export async function writeStatus({ doc, colleague }: Cast, { mark }: Markers): Promise<void> {
  await doc.native.ask('presence:set', { status: 'busy', customStatus: mark('own words of a status', toPatient) })
  await colleague.dialects.get('healthPlatform')?.ask('presence:setStatus', {
    ...{ status: 'busy', customStatus: mark('own words of a status by healthPlatform', toPatient) },
  })
  // The events hold the name of who types.
  for (const thread of ['care', 'staff'] as const) await doc.native.ask('typing:set', { ...main(thread), typing: true })
  await doc.dialects.get('healthPlatform')?.ask('typing:start', { visitId: mainSession })
}

/** Notifies a user, and the subscribers of a topic. */
export async function writeNotifications({ ada }: Cast, { mark }: Markers): Promise<void> {
  const toDoc: Recipients = { seenBy: ['doc'], of: 'staff' }
  await postJson(ada, '/api/notifications', {
    to: { userIds: ['doc'] },
    ...{ title: mark('title of a notification', toDoc), text: mark('text of a notification', toDoc) },
  })
  const toAda: Recipients = { seenBy: ['ada'], of: 'staff' }
  await postJson(ada, '/api/notifications', {
    to: { topic: 'rota', roles: ['admin'] },
    title: mark('title of a notification to a topic', toAda),
    text: mark('text of a notification to a topic', toAda),
  })
}
