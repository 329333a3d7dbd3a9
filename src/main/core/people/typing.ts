import { createSendTyping } from '../../../client/sendTyping.ts'
import { createTypists } from '../../../client/typists.ts'
import type { Handlers } from '../../../shared/ipc/commands.ts'
import type { UserId } from '../../../shared/model/ids.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { CurrentTransport, OnReceived } from '../link/currentTransport.ts'
import type { Committed } from '../log/committed.ts'
import type { Emit } from '../runtime/events.ts'

export interface TypingParts {
  readonly clock: Clock
  readonly emit: Emit
  readonly self: () => UserId
  readonly transport: Pick<CurrentTransport, 'current'>
}

/** Creates the record of who types where. Nothing of it is stored. */
export function createTyping(parts: TypingParts) {
  const { clock, self, emit } = parts
  const typists = createTypists({
    ...{ clock, self },
    changed: ({ people, ...thread }) => emit({ name: 'typingChanged', payload: { ...thread, people: [...people] } }),
  })
  const sending = createSendTyping({
    clock,
    request: () => {
      const over = parts.transport.current()
      return over?.via === 'socket' ? over.request : undefined
    },
  })

  return {
    notices: typists.all,
    handlers: {
      setTyping: async (request) => {
        sending.set(request)
        return {}
      },
    } satisfies Partial<Handlers>,
    onReceived: {
      typing: ({ items }) => {
        typists.receive(items)
        return true
      },
    } satisfies OnReceived,
    /**
     * Ends the typing of everyone who has sent a message; an own one that is on its way ends the notice with everybody.
     */
    onCommitted: ({ entries, queued }: Pick<Committed, 'entries' | 'queued'>): void => {
      for (const { sessionId, thread, senderId } of entries) typists.stop(sessionId, thread, senderId)
      for (const message of queued) sending.finished(message)
    },
    onTransport: (): void => {
      sending.forget()
      typists.stopAll()
    },
    close: typists.stopAll,
  }
}
