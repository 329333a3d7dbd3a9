import { asText, connectDialect, type DialectClient, type Payload } from './dialectClient.ts'

/** Client of one dialect: it joins a session, sends a text to it, and reads texts from events. */
export interface DialectSide {
  readonly open: (url: string, token: string) => Promise<DialectClient>
  readonly send: (client: DialectClient, text: string) => void
  /** The events by which it receives messages, in the order of the log. */
  readonly events: readonly string[]
  readonly text: (payload: Payload) => string
  /** The word for clinicians in its tokens. */
  readonly clinician: string
  /** The event by which it learns that somebody joins the session, if the document has one. */
  readonly joined?: string
}

export const dialectSideNames = ['sessions', 'chats', 'singleChat', 'healthPlatform', 'consultations'] as const
export type DialectSideName = (typeof dialectSideNames)[number]

/** The five dialects, each with a client from its document's text, in the session of this id. */
export function dialectSides(id: string): Readonly<Record<DialectSideName, DialectSide>> {
  async function joinedBy(url: string, token: string, event: string, payload: unknown): Promise<DialectClient> {
    const client = await connectDialect({ url, auth: { token } })
    await client.ask(event, payload)
    return client
  }
  const messageOf = ({ message }: Payload) => asText(message)
  return {
    sessions: {
      open: (url, token) => joinedBy(url, token, 'join-session', { sessionId: id }),
      send: (client, text) => client.emit('chat-message', { sessionId: id, message: text }),
      events: ['chat-message'],
      text: messageOf,
      clinician: 'clinician',
      joined: 'user-joined',
    },
    chats: {
      open: async (url, token) => {
        const client = await connectDialect({ url, namespace: '/chat', auth: { token } })
        await client.ask('join_chat', { chatId: id })
        return client
      },
      send: (client, text) => client.emit('send_message', { chatId: id, message: text }),
      events: ['new_message'],
      text: messageOf,
      clinician: 'provider',
      joined: 'user_joined',
    },
    singleChat: {
      open: async (url, token) => {
        const client = await connectDialect({ url, auth: { token, chatId: id } })
        await client.waitFor('connected')
        return client
      },
      send: (client, text) => client.emit('send_message', { chatId: id, message: text }),
      events: ['message'],
      text: messageOf,
      clinician: 'clinician',
    },
    healthPlatform: {
      open: (url, token) => joinedBy(url, token, 'room:join', { roomId: `visit:${id}`, roomType: 'visit' }),
      send: (client, text) => client.emit('message:send', { visitId: id, message: text, attachments: [] }),
      events: ['message:new', 'message:sent'],
      text: messageOf,
      clinician: 'provider',
      joined: 'room:userJoined',
    },
    consultations: {
      open: (url, token) => joinedBy(url, token, 'join_consultation', id),
      send: (client, text) => client.emit('send_message', { consultationId: id, sender: 'doctor', content: text }),
      events: ['new_message'],
      text: ({ content }) => asText(content),
      clinician: 'doctor',
      joined: 'user_joined',
    },
  }
}
