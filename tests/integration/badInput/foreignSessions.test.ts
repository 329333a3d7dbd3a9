import { v4 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dialects } from '../../../relay/dialects/dialects.ts'
import { type UpEvent, up } from '../../../src/shared/protocol/up.ts'
import { connectDialect, type DialectClient } from '../../support/dialects/dialectClient.ts'
import { connectNative, type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { exampleOf, fieldsOf, withValue } from '../../support/relay/wrongValues.ts'

/** Ids of what is there and is not the stranger's, and ids of nothing, in the same forms. */
interface Ids {
  readonly sessionId: string
  readonly entryId: string
  readonly userId: string
  readonly callId: string
  readonly notificationId: string
}

const events = Object.keys(up).filter((name): name is UpEvent => Object.hasOwn(up, name))
const roles = ['patient', 'clinician', 'support'] as const

let relay: StartedRelay
let others: Ids
const nothing: Ids = {
  sessionId: 'none-session',
  entryId: newEntryId(),
  userId: 'none-patient',
  callId: v4(),
  notificationId: v4(),
}
let doc: NativeClient
beforeAll(async () => {
  relay = await startRelay()
  await relay.putUser('their-patient', { name: 'CANARY', role: 'patient' })
  await relay.putSession('their-session', { 'their-patient': 'patient', 'their-doc': 'clinician' })
  for (const role of roles) await relay.putSession(`session-of-${role}`, { [`strange-${role}`]: role })
  doc = await connectNative({ url: relay.url, token: await relay.tokenFor('their-doc', 'clinician') })
  const entryId = newEntryId()
  const callId = v4()
  await doc.ask('message:send', { id: entryId, sessionId: 'their-session', thread: 'care', text: 'CANARY' })
  const call = { callId, sessionId: 'their-session', recipientId: 'their-patient', callType: 'audio' }
  await doc.ask('call:initiate', call)
  const pat = await connectNative({ url: relay.url, token: await relay.tokenFor('their-patient', 'patient') })
  const { items } = await pat.ask('notification:list', {})
  pat.close()
  const notificationId = items[0]?.id ?? v4()
  others = { sessionId: 'their-session', entryId, userId: 'their-patient', callId, notificationId }
})
afterAll(async () => {
  doc.close()
  await relay.stop()
})

const idOfField: Readonly<Record<string, keyof Ids>> = {
  sessionId: 'sessionId',
  target: 'entryId',
  replyTo: 'entryId',
  recipientId: 'userId',
  to: 'userId',
  userIds: 'userId',
  callId: 'callId',
  notificationId: 'notificationId',
}

/** The event's payload about these ids, with an id of its own where the sender makes one. */
function payloadAbout(event: UpEvent, ids: Ids): unknown {
  const schema = up[event].payload
  let payload = exampleOf(schema)
  for (const { path } of fieldsOf(schema)) {
    const name = path.find((step) => typeof step === 'string' && step in idOfField)
    const isLeaf = !fieldsOf(schema).some(
      (other) => other.path.length > path.length && path.every((step, i) => other.path[i] === step),
    )
    if (
      isLeaf &&
      name !== undefined &&
      path.at(-1) !== 'thread' &&
      path.slice(path.indexOf(name) + 1).every((step) => step === 0)
    )
      payload = withValue(payload, path, ids[idOfField[name] ?? 'sessionId'])
    if (path.join('.') === 'id') payload = withValue(payload, path, newEntryId())
    if (path.join('.') === 'attachments') payload = withValue(payload, path, undefined)
  }
  return payload
}

/** The answer without the ids that were asked about and the instants, which nobody has to guess. */
function revealed(answer: unknown, ids: Ids): string {
  let text = JSON.stringify(answer)
  for (const [name, id] of Object.entries(ids)) text = text.replaceAll(id, `<${name}>`)
  return text.replaceAll(/\b1\d{12}\b/g, '<instant>').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<instant>')
}

describe('what is not a stranger’s is answered as if it were not there', () => {
  it.each(events)('%s', async (event) => {
    for (const role of roles) {
      const stranger = await connectNative({
        url: relay.url,
        token: await relay.tokenFor(`strange-${role}`, role),
      })
      const about = async (ids: Ids) => {
        const answer: unknown = await stranger.socket.timeout(10_000).emitWithAck(event, payloadAbout(event, ids))
        return revealed(answer, ids)
      }
      const foreign = await about(others)
      expect(foreign, role).toBe(await about(nothing))
      expect(foreign).not.toContain('CANARY')
      stranger.close()
    }
  })

  const rows = Object.values(dialects).flatMap((dialect) => roles.map((role) => ({ ...dialect, role })))
  it.each(rows)('every event of the dialect $name, for the role $role', async ({ name, up: table, role }) => {
    const token = await relay.tokenFor(`strange-${role}`, role)
    const namespace = name === 'chats' ? ('/chat' as const) : ('/' as const)
    for (const event of Object.keys(table)) {
      const about = async (ids: Ids, roomId: string) => {
        const client = await connectDialect({ url: relay.url, namespace, auth: { token } })
        const answer = await client.ask(event, { ...dialectPayload(ids), roomId })
        const received = client.received.filter((one) => one.event !== 'connected')
        client.close()
        return revealed({ answer, received }, ids)
      }
      for (const room of roomsOf(role)) {
        const foreign = await about(others, room(others))
        const none = await about(nothing, room(nothing))
        expect(foreign, `${event}, ${room(others)}`).toBe(none)
        expect(foreign).not.toContain('CANARY')
      }
    }
  })

  it('every chat that a handshake names', async () => {
    for (const role of roles) {
      const about = async (ids: Ids) => {
        const auth = { token: await relay.tokenFor(`strange-${role}`, role), chatId: ids.sessionId }
        const client: DialectClient = await connectDialect({ url: relay.url, auth })
        await client.waitFor('error')
        const { received } = client
        client.close()
        return revealed(received, ids)
      }
      expect(await about(others)).toBe(await about(nothing))
    }
  })
})

/** Returns the rooms as the documents name them. */
function roomsOf(role: string): readonly ((ids: Ids) => string)[] {
  return [
    ({ sessionId }) => sessionId,
    ({ sessionId }) => `visit:${sessionId}`,
    ({ sessionId }) => `call:${sessionId}`,
    ({ sessionId }) => `session:${sessionId}`,
    ({ sessionId }) => `consultation:${sessionId}`,
    ({ userId }) => `notifications:${userId}`,
    ({ userId }) => `chat:strange-${role}:${userId}`,
    ({ userId }) => `chat:${userId}:${userId === others.userId ? 'their-doc' : 'none-doc'}`,
  ]
}

/** All fields by which the five documents name something, at once. */
function dialectPayload({ sessionId, entryId, userId, callId, notificationId }: Ids) {
  return {
    ...{ sessionId, chatId: sessionId, consultationId: sessionId, visitId: sessionId },
    ...{ messageId: entryId, messageIds: [entryId], replyTo: entryId, callId, notificationId },
    ...{ userIds: [userId], recipientId: userId, calleeId: userId, callType: 'audio', reason: 'r' },
    ...{ message: 'hello', content: 'hello', type: 'text', sender: 'user', isTyping: true, limit: 5 },
    ...{ signal: {}, signalType: 'offer', status: 'online', topics: ['news'], metrics: { packetLoss: 1 } },
  }
}
