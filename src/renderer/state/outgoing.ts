import type { StoreApi } from 'zustand'
import type { Bridge } from '../../shared/ipc/bridge.ts'
import type { CommandRequest } from '../../shared/ipc/commands.ts'
import type { PendingMessage } from '../../shared/ipc/message.ts'
import { fail, type Result } from '../../shared/model/failure.ts'
import type { OwnFile } from '../../shared/model/files/ownFile.ts'
import type { UserId } from '../../shared/model/ids.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import { ownUserId, type ScreenState } from './screenState.ts'
import { type ThreadKey, threadKey } from './threadKey.ts'

/** A message, and its files as they are shown. */
type Message = Omit<CommandRequest<'sendMessage'>, 'files'> & { readonly files: readonly OwnFile[] }

interface Outgoing {
  readonly request: CommandRequest<'sendMessage'>
  readonly shown: PendingMessage
  readonly owner: UserId | null
  readonly settle: (result: Result<PendingMessage>) => void
}

/** Time until a message is sent again that found no console. */
const againMs = 2_000

/**
 * Creates the way of messages from this page to the outbox: in the order of a thread, each under its one id until the console
 * has answered, however long that takes. What is refused comes back, and what was written after it in the thread with it.
 */
export function createOutgoing(parts: {
  readonly bridge: Pick<Bridge, 'sendMessage'>
  readonly store: StoreApi<ScreenState>
  readonly clock: Pick<Clock, 'after'>
  /** Returns what it is by the relay's clock, as the console goes by. */
  readonly relayNow: () => number
}) {
  const { bridge, store, clock } = parts
  const queues = new Map<ThreadKey, Outgoing[]>()

  function show(key: ThreadKey): void {
    const own = ownUserId(store.getState().account)
    const shown = (queues.get(key) ?? []).filter(({ owner }) => owner === own).map((outgoing) => outgoing.shown)
    const unsaved = new Map(store.getState().unsaved)
    if (shown.length > 0) unsaved.set(key, shown)
    else unsaved.delete(key)
    store.setState({ unsaved })
  }

  async function give({ request, owner }: Outgoing): Promise<Result<PendingMessage>> {
    for (;;) {
      // What one person wrote is never sent as another.
      if (ownUserId(store.getState().account) !== owner) return fail('unauthenticated', 'Somebody else has signed in.')
      const result = await bridge.sendMessage(request)
      if (result.ok || result.failure.kind !== 'offline') return result
      await new Promise<void>((resolve) => clock.after(againMs, resolve))
    }
  }

  async function deliver(key: ThreadKey, queue: Outgoing[]): Promise<void> {
    for (let [first] = queue; first; [first] = queue) {
      const result = await give(first)
      const done = result.ok ? queue.splice(0, 1) : queue.splice(0)
      if (queue.length === 0) queues.delete(key)
      show(key)
      // The last first, so that each is put before what was written after it.
      for (const outgoing of done.reverse()) outgoing.settle(result)
    }
  }

  return ({ files, ...message }: Message): Promise<Result<PendingMessage>> =>
    new Promise((settle) => {
      const request = { ...message, files: files.map((file) => file.id) }
      const { id, sessionId, thread, text, replyTo } = message
      const key = threadKey(sessionId, thread)
      const shown: PendingMessage = {
        ...{ id, sessionId, thread, text, ...(replyTo !== undefined && { replyTo }), files: [...files] },
        ...{ queuedAt: parts.relayNow(), attempts: 0, state: { kind: 'queued' } },
      }
      const outgoing = { request, shown, owner: ownUserId(store.getState().account), settle }
      const queue = queues.get(key)
      if (queue) queue.push(outgoing)
      else queues.set(key, [outgoing])
      show(key)
      if (!queue) void deliver(key, queues.get(key) ?? [])
    })
}
