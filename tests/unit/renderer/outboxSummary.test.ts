import { expect, it } from 'vitest'
import { unsentLines, withEdit, withoutEdit } from '../../../src/renderer/features/outbox/unsentEdits.ts'
import { summariseUnsent } from '../../../src/renderer/features/outbox/unsentSummary.ts'
import { type PendingMessage, pendingMessageSchema } from '../../../src/shared/ipc/message.ts'

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

it('keeps the text of an edit whose message has left, in its place, until it is sent or given up', () => {
  const [first, second, third] = [1, 2, 3].map((number) => ({
    ...unsent(number, { kind: 'queued' }),
    queuedAt: number,
  })) as [PendingMessage, PendingMessage, PendingMessage]
  const edits = withEdit(withEdit(new Map(), second, 'second, be'), second, 'second, better')
  const whole = unsentLines([first, second, third], edits)
  expect(whole.map(({ edit, left }) => [edit?.text ?? null, left])).toEqual([
    [null, false],
    ['second, better', false],
    [null, false],
  ])
  const after = unsentLines([first, third], edits)
  expect(after.map(({ message, edit, left }) => [message.id, edit?.text ?? null, left])).toEqual([
    [first.id, null, false],
    [second.id, 'second, better', true],
    [third.id, null, false],
  ])
  expect(unsentLines([], withoutEdit(edits, second.id))).toEqual([])
})
