import { WebSocket } from 'ws'

/** A connection of Socket.IO to one namespace, by hand: what it costs to ask is next to nothing. */
export interface AskingLine {
  /** Asks, and resolves with the raw answer, or with nothing when the line ends before it. */
  readonly ask: (event: string, payload: unknown) => Promise<string>
  readonly send: (event: string, payload: unknown) => void
  readonly close: () => Promise<void>
}

/** Opens one. Rejects when it is not let in. `namespace` is `''` or ends with a comma. */
export async function openAskingLine(
  url: string,
  namespace: string,
  auth: object,
  heard: (data: Buffer) => void,
): Promise<AskingLine> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  const waiting = new Map<string, (answer: string) => void>()
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const { promise: isIn, resolve: letIn, reject: refused } = Promise.withResolvers<void>()
  socket.on('error', () => undefined)
  socket.on('open', () => socket.send(`40${namespace}${JSON.stringify(auth)}`))
  socket.on('message', (data) => {
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)
    heard(bytes)
    const text = bytes.toString()
    if (text === '2') socket.send('3')
    else if (text.startsWith(`40${namespace}`)) letIn()
    else if (text.startsWith(`44${namespace}`)) refused(new Error(text))
    const [, id = ''] = /^43(?:\/\w+,)?(\d+)\[/.exec(text.slice(0, 40)) ?? []
    waiting.get(id)?.(text)
    waiting.delete(id)
  })
  void ended.then(() => {
    refused(new Error('the line ended'))
    for (const answer of waiting.values()) answer('')
    waiting.clear()
  })
  await isIn
  let count = 0
  return {
    ask: (event, payload) => {
      if (socket.readyState !== WebSocket.OPEN) return Promise.resolve('')
      count += 1
      const id = String(count)
      const answered = new Promise<string>((resolve) => waiting.set(id, resolve))
      socket.send(`42${namespace}${id}${JSON.stringify([event, payload])}`)
      return answered
    },
    send: (event, payload) => socket.send(`42${namespace}${JSON.stringify([event, payload])}`),
    close: async () => {
      socket.terminate()
      await ended
    },
  }
}
