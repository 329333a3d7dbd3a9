import { randomUUID } from 'node:crypto'
import { io } from 'socket.io-client'
import { v7 } from 'uuid'
import { entryIdSchema, sessionIdSchema } from '../src/shared/model/ids.ts'
import type { Role } from '../src/shared/model/role.ts'
import type { DownPayload } from '../src/shared/protocol/down.ts'
import { nativeNamespace } from '../src/shared/protocol/handshake.ts'
import type { UpAck, UpEvent, UpPayload } from '../src/shared/protocol/up.ts'
import { protocolVersion } from '../src/shared/protocol/version.ts'
import { onSqlite, type RelayGround } from './relayGround.ts'
import { createRelayHome, putSessions, withoutLimits } from './relayHome.ts'
import type { Member } from './room.ts'
import { startServerProcess } from './serverProcess.ts'

const sessionId = sessionIdSchema.parse('bench')

export interface RelayRoomOptions {
  readonly size: number
  /** Whether members acknowledge what they got with `watermark:advance`, one at a time, as a console does. */
  readonly receipts: boolean
  /** By default SQLite and one node. */
  readonly ground?: RelayGround
}

/**
 * A session with `size` members on a relay of its own, spread over its nodes, on a new store with every commit synced. `verify` reads the
 * session back through a new member and throws unless it holds exactly `acknowledged` messages, without a gap.
 */
export async function openRelayRoom({ size, receipts, ground = onSqlite }: RelayRoomOptions): Promise<{
  members: Member[]
  verify: (acknowledged: number) => Promise<void>
  close: () => Promise<void>
}> {
  const home = createRelayHome()
  const { env, remove } = await ground.prepare()
  const start = () => startServerProcess('relay/index.ts', { ...home.env, ...withoutLimits, ...env })
  const server = await start()
  const servers = [server, ...(await Promise.all(Array.from({ length: ground.nodes - 1 }, start)))]
  const tokenFor = (userId: string, role: Role) => home.mintToken({ userId, role, name: userId })
  const users = Array.from({ length: size }, (_, index) => ({
    userId: `member-${index}`,
    role: index === 0 ? ('clinician' as const) : ('patient' as const),
  }))
  await putSessions(server.url, home, [{ id: sessionId, participants: users }])
  const connections = await Promise.all(
    users.map(async ({ userId, role }, index) => {
      const { url } = servers[index % servers.length] ?? server
      return await connect(url, await tokenFor(userId, role), receipts)
    }),
  )
  return {
    members: connections.map((connection) => connection.member),
    verify: async (acknowledged) => {
      const reader = await connect(server.url, await tokenFor('member-0', 'clinician'), false)
      const stored = await reader.countStored()
      reader.member.close()
      if (stored !== acknowledged)
        throw new Error(`${acknowledged} messages were acknowledged and ${stored} are stored`)
    },
    close: async () => {
      for (const { member } of connections) member.close()
      await Promise.all(servers.map((one) => one.stop()))
      await remove()
      home.remove()
    },
  }
}

async function connect(url: string, token: string, receipts: boolean) {
  const socket = io(`${url}${nativeNamespace}`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth: { token, protocol: protocolVersion, device: { id: randomUUID(), name: 'bench' } },
  })
  const request = <E extends UpEvent>(event: E, payload: UpPayload<E>) =>
    new Promise<Extract<UpAck<E>, { success: true }>>((resolve, reject) => {
      socket.emit(event, payload, (ack: UpAck<E>) => {
        if (ack.success) resolve(ack as Extract<UpAck<E>, { success: true }>)
        else reject(new Error(`${event} was refused: ${ack.error}`))
      })
    })
  let heard: (text: string) => void = () => undefined
  let head = 0
  let advancing = false
  async function advance(): Promise<void> {
    if (advancing) return
    advancing = true
    for (let told = 0; told < head; ) {
      told = head
      await request('watermark:advance', {
        marks: [{ sessionId, thread: 'care', deliveredUpTo: told, readUpTo: told }],
      })
    }
    advancing = false
  }
  socket.on('log:entries', ({ items }: DownPayload<'log:entries'>) => {
    for (const entry of items) {
      if (entry.body.kind === 'message') heard(entry.body.text)
      head = entry.seq
    }
    if (receipts) advance().catch(() => socket.disconnect())
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  const member: Member = {
    send: async (text) => {
      await request('message:send', { id: entryIdSchema.parse(v7()), sessionId, thread: 'care', text })
    },
    listen: (next) => {
      heard = next
    },
    close: () => socket.disconnect(),
  }
  async function countStored(): Promise<number> {
    let after = 0
    let messages = 0
    for (let more = true; more; ) {
      const page = await request('sync:pull', { scope: 'cursors', cursors: [{ sessionId, thread: 'care', after }] })
      for (const entry of page.entries) {
        if (entry.seq !== after + 1) throw new Error(`seq ${entry.seq} follows ${after}`)
        after = entry.seq
        if (entry.body.kind === 'message') messages += 1
      }
      more = page.more
    }
    return messages
  }
  return { member, countStored }
}
