import { z } from 'zod'
import { down } from '../../src/shared/protocol/down.ts'
import { handshakeRefusals, handshakeSchema, nativeNamespace } from '../../src/shared/protocol/handshake.ts'
import { up } from '../../src/shared/protocol/up.ts'
import { protocolVersion } from '../../src/shared/protocol/version.ts'

/** Names of components have no colons. */
const keyOf = (event: string) => event.replaceAll(':', '.')
const refTo = (event: string) => ({ $ref: `#/channels/rounds/messages/${event}` })

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...form } = z.toJSONSchema(schema, { io, target: 'draft-7', unrepresentable: 'any' })
  return form
}

/** The socket protocol as an AsyncAPI 3 document, seen from the relay: it receives requests and sends events. */
export function createAsyncapi(): object {
  const requests = Object.entries(up)
  const events = Object.entries(down)
  const messages = Object.fromEntries([
    ...requests.flatMap(([event, { payload, ack }]) => [
      [keyOf(event), { name: event, title: event, payload: schemaOf(payload, 'input') }],
      [`${keyOf(event)}.ack`, { name: event, title: `${event}: the answer`, payload: schemaOf(ack, 'output') }],
    ]),
    ...events.map(([event, payload]) => [
      `down.${keyOf(event)}`,
      { name: event, title: event, payload: schemaOf(payload, 'output') },
    ]),
  ])
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Rounds relay',
      version: String(protocolVersion),
      description: `Socket.IO, namespace ${nativeNamespace}. Every request is acknowledged. What the events mean is in docs/protocol.md.`,
    },
    defaultContentType: 'application/json',
    channels: {
      rounds: {
        address: nativeNamespace,
        description:
          'One connection of one device. Its handshake carries `auth`; one that fails ends in `connect_error`.',
        messages,
        'x-handshake': { auth: schemaOf(handshakeSchema, 'input'), refusals: Object.values(handshakeRefusals) },
      },
    },
    operations: Object.fromEntries([
      ...requests.map(([event]) => [
        keyOf(event),
        {
          action: 'receive',
          channel: { $ref: '#/channels/rounds' },
          messages: [refTo(keyOf(event))],
          reply: { channel: { $ref: '#/channels/rounds' }, messages: [refTo(`${keyOf(event)}.ack`)] },
        },
      ]),
      ...events.map(([event]) => [
        `down.${keyOf(event)}`,
        { action: 'send', channel: { $ref: '#/channels/rounds' }, messages: [refTo(`down.${keyOf(event)}`)] },
      ]),
    ]),
  }
}
