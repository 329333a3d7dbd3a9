import { dialects } from '../../../relay/dialects/dialects.ts'
import { pickOne } from '../../../simulation/random.ts'
import { type UpEvent, up } from '../../../src/shared/protocol/up.ts'
import { exampleOf } from '../../support/relay/wrongValues.ts'
import type { Attack, AttackParts } from '../attack.ts'
import { createStrangeValues, spoil } from '../strangePayloads.ts'
import { helloOf, keepConnected } from './packetAttacks.ts'

const upEvents = Object.keys(up).filter((name): name is UpEvent => Object.hasOwn(up, name))

/** Requests of the native protocol with whatever in them, from someone who may connect and may see one session. */
const requests: Attack = {
  name: 'requests of the native protocol with whatever in them',
  strikesPerSecond: 200,
  open: async (parts) => {
    const { target, random } = parts
    const strange = createStrangeValues(target, random)
    const connect = keepConnected(parts, [helloOf(parts, '/rounds,')])
    let count = 0
    return {
      strike: async () => {
        const socket = await connect()
        const event = pickOne(random, upEvents) ?? 'sync:pull'
        const { payload: schema } = up[event]
        const payload = random() < 0.1 ? strange() : spoil(schema, exampleOf(schema), { target, random, strange })
        count += 1
        const acknowledged = random() < 0.95 ? count : ''
        socket.send(`42/rounds,${acknowledged}${JSON.stringify([event, payload])}`)
      },
      close: async () => await (await connect()).close(),
    }
  },
}

/** The fields of the five documents' payloads. */
const dialectFields = [
  ...['sessionId', 'chatId', 'roomId', 'consultationId', 'callId', 'messageId', 'messageIds', 'id', 'userIds'],
  ...['message', 'content', 'text', 'type', 'message_type', 'sender', 'isTyping', 'typing', 'roomType', 'metadata'],
  ...['recipientId', 'callType', 'signal', 'signalType', 'reason', 'quality', 'metrics', 'status', 'topics'],
  ...['notificationId', 'limit', 'before', 'after', 'encrypted', 'attachments', 'replyTo'],
]

function dialectAttack(namespace: string, events: readonly string[], name: string): Attack {
  return {
    name: `events of the dialects ${name} with whatever in them`,
    strikesPerSecond: 120,
    open: async (parts) => {
      const { target, random } = parts
      const strange = createStrangeValues(target, random)
      // What is first spoken is kept, so a connection for each event: each speaks all dialects as their first.
      const connects = events.map(() => keepConnected(parts, [helloOf(parts, namespace)]))
      let count = 0
      return {
        strike: async () => {
          const socket = await pickOne(random, connects)?.()
          count += 1
          const acknowledged = random() < 0.7 ? count : ''
          const packet = [pickOne(random, events), payloadOf(parts, strange)]
          socket?.send(`42${namespace}${acknowledged}${JSON.stringify(packet)}`)
        },
        close: async () => {
          for (const connect of connects) await (await connect()).close()
        },
      }
    },
  }
}

function payloadOf({ target: { others, ownSessionId }, random }: AttackParts, strange: () => unknown): unknown {
  const kind = random()
  if (kind < 0.1) return strange()
  if (kind < 0.2) return pickOne(random, Object.values(others))
  const ids = [others.sessionId, `session:${others.sessionId}`, `chat:${others.sessionId}`, ownSessionId]
  const fields = dialectFields.flatMap((field) => {
    if (random() < 0.4) return []
    return [[field, /Id$|^id$/.test(field) && random() < 0.7 ? pickOne(random, ids) : strange()]]
  })
  return Object.fromEntries(fields)
}

/** An attack for each namespace, by the events of all dialects in it. */
const dialectAttacks = [...Map.groupBy(Object.values(dialects), ({ namespace }) => namespace)].map(
  ([namespace, spoken]) => {
    const events = [...new Set(spoken.flatMap(({ up: rows }) => Object.keys(rows)))]
    return namespace === '/'
      ? dialectAttack('', events, 'of the default namespace')
      : dialectAttack(`${namespace},`, events, `of ${namespace}`)
  },
)

/** Attacks of those who have an account and a session of their own. */
export const requestAttacks: readonly Attack[] = [requests, ...dialectAttacks]
