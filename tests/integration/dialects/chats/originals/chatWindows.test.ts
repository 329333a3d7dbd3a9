import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asPayload, asPayloads, asText, tokenWith } from '../../../../support/dialects/dialectClient.ts'
import { askRest, openPublished } from '../../../../support/dialects/publishedClient.ts'
import type { StartedRelay } from '../../../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../../../support/relay/start/startRelay.ts'
import { until } from '../../../../support/time/until.ts'

interface Line {
  readonly by: string
  readonly as: string
  readonly text: string
}

/**
 * The windows of one person, with what the published client of this system sends and reads: it draws its own message at once, never looks for one that
 * it has already, and has a bell.
 */
async function openWindows(relay: StartedRelay, sub: number, role: string, name: string) {
  const token = await tokenWith({ email: `${sub}@stm.example`, sub, role, name })
  const lines: Line[] = []
  const bell: { readonly title: string; readonly chatId: string | undefined }[] = []
  const reads: unknown[] = []
  let isConnected = true
  const socket = await openPublished(
    `${relay.url}/chat`,
    { auth: { token }, transports: ['websocket', 'polling'] },
    (on) => {
      const draw = (message: Record<string, unknown>) =>
        lines.push({
          by: typeof message.sender_name === 'string' ? message.sender_name : 'Unknown User',
          as: asText(message.sender_type),
          text: asText(message.message),
        })
      on('new_message', draw)
      const managerCame = (by: string) => lines.push({ by: 'System', as: 'system', text: `${by} has joined` })
      on('lsm_joined', ({ lsmName }) => managerCame(asText(lsmName)))
      on('user_joined', ({ userType, userName }) => {
        if (userType === 'local_service_manager') managerCame(asText(userName))
      })
      on('notification:created', (created) => {
        const { title } = asPayload(created.notification)
        bell.push({ title: asText(title), chatId: /\[chat:(.+)\]/.exec(asText(title))?.[1] })
      })
      on('messages_read', (read) => reads.push(read.userId))
    },
  )
  socket.on('connect', () => {
    isConnected = true
  })
  socket.on('disconnect', () => {
    isConnected = false
  })
  return {
    ...{ socket, lines, bell, reads, token, isConnected: () => isConnected },
    texts: () => lines.map(({ text }) => text),
    open: async (chatId: string) => {
      socket.emit('join_chat', { chatId })
      const { body } = await askRest(relay.url, token, 'GET', `/chat/${chatId}/messages`)
      const history = asPayloads(body.messages).map(({ sender_name, sender_type, message }) => ({
        ...{ by: asText(sender_name), as: asText(sender_type), text: asText(message) },
      }))
      lines.splice(0, lines.length, ...history)
      socket.emit('mark_read', { chatId })
    },
    leave: (chatId: string) => void socket.emit('leave_chat', { chatId }),
    send: (chatId: string, message: string) => {
      lines.push({ by: name, as: role, text: message })
      socket.emit('send_message', { chatId, message, message_type: 'text' })
    },
  }
}

describe('the chat windows that the second system has published', () => {
  const chat = '3f0e8f0a-6f0c-4a3d-9d0e-0d6f5b1c2a11'
  let relay: StartedRelay
  beforeAll(async () => {
    relay = await startRelay({ env: { PUBLISHED_CLIENTS: 'chats' } })
    await relay.putSession(chat, { '7': 'patient', '8': 'clinician' })
  })
  afterAll(() => relay.stop())

  it('do a day’s work: bell, history, names, reads, a manager, and coming back', async () => {
    const customer = await openWindows(relay, 7, 'customer', 'Cara Customer')
    const provider = await openWindows(relay, 8, 'service_provider', 'Paul Provider')

    // The provider has no chat open: the bell rings, and leads there.
    await customer.open(chat)
    customer.send(chat, 'Is anybody there?')
    await until('the bell rings', () => provider.bell.length > 0)
    expect(provider.bell[0]).toMatchObject({ chatId: chat })
    expect(provider.lines).toEqual([])
    await provider.open(chat)
    await until('the history is there', () => provider.lines.length === 1)
    expect(provider.lines).toEqual([{ by: 'Cara Customer', as: 'customer', text: 'Is anybody there?' }])
    await until('it was read', () => customer.reads.includes(8))

    provider.send(chat, 'I am.')
    await until('the answer is there', () => customer.lines.length === 2)
    expect(customer.lines[1]).toEqual({ by: 'Paul Provider', as: 'service_provider', text: 'I am.' })

    // A dispute, which the clients of this system had no event for.
    const dispute = await askRest(relay.url, customer.token, 'POST', `/api/sessions/${chat}/dispute`, {
      reason: 'The price is not what was agreed',
    })
    expect(dispute).toMatchObject({ status: 200, body: { success: true } })
    const manager = await openWindows(relay, 9, 'local_service_manager', 'Lee Manager')
    await manager.open(chat)
    await until('the manager is shown', () => customer.texts().includes('Lee Manager has joined'))
    manager.send(chat, 'Let us see.')
    await until('the manager is heard', () => provider.texts().includes('Let us see.'))
    expect(provider.lines.at(-1)).toMatchObject({ by: 'Lee Manager', as: 'local_service_manager' })

    // A line that breaks, and what was said meanwhile.
    provider.leave(chat)
    provider.socket.io.engine.close()
    await until('the line is gone', () => !provider.isConnected())
    customer.send(chat, 'While you were away')
    await until('it is back', () => provider.isConnected())
    await provider.open(chat)
    await until('all is there', () => provider.texts().includes('While you were away'))

    const said = ['Is anybody there?', 'I am.', 'Let us see.', 'While you were away']
    for (const { lines } of [customer, provider, manager])
      expect(lines.filter(({ by }) => by !== 'System').map(({ text }) => text)).toEqual(said)
    expect(customer.texts().filter((text) => text.endsWith('has joined'))).toHaveLength(1)
  })
})
