import type { Role } from '../../../src/shared/model/role.ts'
import { connectDialect, type DialectClient } from '../dialects/dialectClient.ts'
import { type DialectSideName, dialectSideNames } from '../dialects/dialectSides.ts'
import { connectNative, type NativeClient } from '../relay/nativeClient.ts'

/** By what something came to someone. */
export type Way = 'native' | DialectSideName | 'REST'

export interface Ask {
  readonly method: string
  readonly path: string
  readonly body?: object | string
  readonly headers?: Readonly<Record<string, string>>
}

/** Someone with a connection of every protocol and a token for REST, of whom every byte is kept that comes to them. */
export interface RecordedPerson {
  /** Their part in the test. */
  readonly name: string
  readonly userId: string
  readonly role: Role
  readonly token: string
  readonly native: NativeClient
  /** Those that let them in. */
  readonly dialects: ReadonlyMap<string, DialectClient>
  readonly fetch: (ask: Ask) => Promise<{ readonly status: number; readonly text: string }>
  /** The ways by which a text came, or any that holds it. */
  readonly receivedBy: (text: string) => Way[]
  /** Tries to connect once more in every protocol; what is answered is kept too. */
  readonly comeAgain: () => Promise<void>
  readonly close: () => void
}

export interface PersonParts {
  readonly name: string
  readonly userId: string
  readonly role: Role
  readonly token: string
  /** Of the next node each time it is asked for. */
  readonly url: () => string
  readonly sessionId: string
}

/** Returns the ways into a session by each dialect, each with its requests for all that there is. */
function doorsTo(sessionId: string, userId: string) {
  const visitId = sessionId
  const rooms = [
    { roomId: `visit:${visitId}`, roomType: 'visit' },
    { roomId: `call:${visitId}`, roomType: 'call' },
    { roomId: 'chat:doc:pat', metadata: { visitId } },
    { roomId: `notifications:${userId}` },
    { roomId: 'topic:rota' },
  ]
  return {
    sessions: { asks: [['join-session', { sessionId }]] },
    chats: { namespace: '/chat', asks: [['join_chat', { chatId: sessionId }]] },
    singleChat: { auth: { chatId: sessionId }, asks: [] },
    healthPlatform: {
      asks: [
        ...rooms.map((room) => ['room:join', room] as const),
        ['presence:subscribe', { userIds: watched }],
        ['notification:subscribe', { topics: ['rota'] }],
      ],
    },
    consultations: { asks: [['join_consultation', sessionId]] },
  } satisfies Record<DialectSideName, Door>
}
interface Door {
  readonly namespace?: '/' | '/chat'
  readonly auth?: Readonly<Record<string, string>>
  readonly asks: readonly (readonly [string, unknown])[]
}

const watched = ['doc', 'pat', 'colleague']

export async function openPerson(parts: PersonParts): Promise<RecordedPerson> {
  const { name, userId, role, token, url, sessionId } = parts
  const kept = new Map<Way, string[]>()
  const keeperOf = (way: Way) => (text: string) => {
    kept.set(way, [...(kept.get(way) ?? []), text])
  }
  const doors: Readonly<Record<DialectSideName, Door>> = doorsTo(sessionId, userId)

  async function enter(way: DialectSideName): Promise<DialectClient | undefined> {
    const { namespace = '/', auth = {}, asks } = doors[way]
    const options = { url: url(), namespace, auth: { token, ...auth }, frame: keeperOf(way) }
    const client = await connectDialect(options).catch((error: unknown) => {
      keeperOf(way)(String(error))
      return undefined
    })
    for (const [event, payload] of client ? asks : []) await client?.ask(event, payload)
    return client
  }
  const enterNative = () => connectNative({ url: url(), token, frame: keeperOf('native') })

  const native = await enterNative()
  await native.request('presence:watch', { userIds: watched })
  await native.request('notification:subscribe', { topics: ['rota'] })
  const dialects = new Map<string, DialectClient>()
  for (const way of dialectSideNames) {
    const client = await enter(way)
    if (client) dialects.set(way, client)
  }
  const close = () => {
    native.close()
    for (const client of dialects.values()) client.close()
  }

  return {
    name,
    userId,
    role,
    token,
    native,
    dialects,
    fetch: async ({ method, path, body, headers }) => {
      const response = await fetch(url() + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(typeof body === 'object' ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      keeperOf('REST')(JSON.stringify([path, response.status, [...response.headers], text]))
      return { status: response.status, text }
    },
    receivedBy: (text) => [...kept].flatMap(([way, texts]) => (texts.some((one) => one.includes(text)) ? [way] : [])),
    comeAgain: async () => {
      const again = await enterNative().catch((error: unknown) => {
        keeperOf('native')(String(error))
        return undefined
      })
      again?.close()
      for (const way of dialectSideNames) (await enter(way))?.close()
    },
    close,
  }
}
