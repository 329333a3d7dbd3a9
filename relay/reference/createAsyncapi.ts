import { z } from 'zod'
import { refusalSchema } from '../../src/shared/protocol/acknowledgement.ts'
import { down } from '../../src/shared/protocol/down.ts'
import { handshakeRefusals, handshakeSchema, nativeNamespace } from '../../src/shared/protocol/handshake.ts'
import { up } from '../../src/shared/protocol/up.ts'
import { protocolVersion } from '../../src/shared/protocol/version.ts'
import { dialects } from '../dialects/dialects.ts'

/** Names of components have no colons. */
const keyOf = (event: string) => event.replaceAll(':', '.')

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...form } = z.toJSONSchema(schema, { io, target: 'draft-7', unrepresentable: 'any' })
  return form
}

/** Acknowledgement to clients of the dialects: the event's own fields, or a refusal. */
const dialectAnswerSchema = z.union([z.looseObject({ success: z.literal(true) }), refusalSchema])

/** Messages of one channel: requests of clients with their acknowledgements, and events sent to them. */
interface Conversation {
  readonly channel: string
  readonly address: string
  readonly description: string
  readonly handshake: object
  readonly requests: readonly { readonly event: string; readonly payload: object; readonly ack: object }[]
  readonly events: readonly { readonly event: string; readonly payload: object }[]
}

function native(): Conversation {
  return {
    channel: 'rounds',
    address: nativeNamespace,
    description: 'One connection of one device. Its handshake carries `auth`; one that fails ends in `connect_error`.',
    handshake: { auth: schemaOf(handshakeSchema, 'input'), refusals: Object.values(handshakeRefusals) },
    requests: Object.entries(up).map(([event, { payload, ack }]) => ({
      event,
      payload: schemaOf(payload, 'input'),
      ack: schemaOf(ack, 'output'),
    })),
    events: Object.entries(down).map(([event, payload]) => ({ event, payload: schemaOf(payload, 'output') })),
  }
}

/** The five systems: the forms of what their clients may ask, and of what they hear. */
function ofDialects(): Conversation[] {
  const ack = { $ref: '#/components/schemas/dialectAnswer' }
  const { noToken, invalidToken, tokenExpired, tokenNotYetValid } = handshakeRefusals
  return Object.values(dialects).map(({ name, namespace, handshake, up: rows, events }) => ({
    channel: name,
    address: namespace,
    description:
      'A client of a system that moved to Rounds; its fields are told in docs/dialects.md. An event that asks for it is acknowledged; what is refused is told by `error` otherwise.',
    handshake: {
      auth: schemaOf(z.object({ token: z.string(), ...handshake?.fields }), 'input'),
      refusals: [noToken, invalidToken, tokenExpired, tokenNotYetValid],
    },
    requests: Object.entries(rows).map(([event, { payload }]) => ({ event, payload: schemaOf(payload, 'input'), ack })),
    events: Object.entries(events).map(([event, payload]) => ({ event, payload: schemaOf(payload, 'output') })),
  }))
}

const messagesOf = ({ requests, events }: Conversation) =>
  Object.fromEntries([
    ...requests.flatMap(({ event, payload, ack }) => [
      [keyOf(event), { name: event, title: event, payload }],
      [`${keyOf(event)}.ack`, { name: event, title: `${event}: the answer`, payload: ack }],
    ]),
    ...events.map(({ event, payload }) => [`down.${keyOf(event)}`, { name: event, title: event, payload }]),
  ])

function operationsOf({ channel, requests, events }: Conversation) {
  const at = { $ref: `#/channels/${channel}` }
  const refTo = (message: string) => ({ $ref: `#/channels/${channel}/messages/${message}` })
  const nameOf = (event: string) => (channel === 'rounds' ? keyOf(event) : `${channel}.${keyOf(event)}`)
  return [
    ...requests.map(({ event }) => [
      nameOf(event),
      {
        action: 'receive',
        channel: at,
        messages: [refTo(keyOf(event))],
        reply: { channel: at, messages: [refTo(`${keyOf(event)}.ack`)] },
      },
    ]),
    ...events.map(({ event }) => [
      channel === 'rounds' ? `down.${keyOf(event)}` : `${channel}.down.${keyOf(event)}`,
      { action: 'send', channel: at, messages: [refTo(`down.${keyOf(event)}`)] },
    ]),
  ]
}

/** The protocols of the sockets as an AsyncAPI 3 document, seen from the relay: it receives requests and sends events. */
export function createAsyncapi(): object {
  const conversations = [native(), ...ofDialects()]
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Rounds relay',
      version: String(protocolVersion),
      description: `Socket.IO. The native protocol has the namespace ${nativeNamespace}; every request of it is acknowledged, and what its events mean is in docs/protocol.md.`,
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      conversations.map((conversation) => [
        conversation.channel,
        {
          address: conversation.address,
          description: conversation.description,
          messages: messagesOf(conversation),
          'x-handshake': conversation.handshake,
        },
      ]),
    ),
    operations: Object.fromEntries(conversations.flatMap(operationsOf)),
    components: { schemas: { dialectAnswer: schemaOf(dialectAnswerSchema, 'output') } },
  }
}
