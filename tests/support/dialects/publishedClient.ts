import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import { onTestFinished } from 'vitest'
import { asPayload, type Payload } from './dialectClient.ts'

/** Opens a socket as the published client of a system does; resolves when it is connected. It is closed with the test. */
export async function openPublished(
  url: string,
  options: Partial<ManagerOptions & SocketOptions>,
  listen: (on: (event: string, listener: (payload: Payload) => void) => void) => void,
): Promise<Socket> {
  const socket = io(url, { forceNew: true, reconnectionDelay: 20, ...options })
  onTestFinished(() => void socket.close())
  listen((event, listener) => void socket.on(event, (payload: unknown) => listener(asPayload(payload))))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  return socket
}

/** Asks the relay over REST as its bearer; gives the status and the answer. */
export async function askRest(
  url: string,
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<{ readonly status: number; readonly body: Payload }> {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: answer.status, body: asPayload(await answer.json()) }
}
