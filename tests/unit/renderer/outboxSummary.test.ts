import { expect, it } from 'vitest'
import { summariseUnsent } from '../../../src/renderer/features/outbox/unsentSummary.ts'
import { type PendingMessage, pendingMessageSchema } from '../../../src/shared/ipc/consoleState.ts'

function unsent(number: number, state: PendingMessage['state']): PendingMessage {
  const id = `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`
  return pendingMessageSchema.parse({ id, sessionId: 's', thread: 'care', text: 'x', queuedAt: 1, attempts: 0, state })
}

it('tells what waits its turn from what was refused and needs a person', () => {
  const refused = { kind: 'failed', failure: { kind: 'forbidden', message: 'No.' } } as const
  const messages = [unsent(1, { kind: 'queued' }), unsent(2, refused), unsent(3, { kind: 'queued' })]
  expect(summariseUnsent(messages)).toEqual({ queued: 2, refused: 1 })
  expect(summariseUnsent([])).toEqual({ queued: 0, refused: 0 })
})
