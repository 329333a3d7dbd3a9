import { expect, onTestFinished, test } from 'vitest'
import { createOwnReplies } from '../../../../src/main/core/replies/ownReplies.ts'
import type { ConsoleEvent } from '../../../../src/shared/ipc/events.ts'
import { FailureError } from '../../../../src/shared/model/failure.ts'
import { openTestStorage } from '../../../support/console/openTestStorage.ts'

function start() {
  const { storage } = openTestStorage()
  onTestFinished(() => storage.close())
  const events: ConsoleEvent[] = []
  const open = () => createOwnReplies({ storage, emit: (event) => void events.push(event) })
  const replies = open()
  const { saveReply, removeReply } = replies.handlers
  const save = (id: string, version: number, text = 'text', name = id) => saveReply({ id, name, text, version })
  return { replies, open, events, save, removeReply }
}
const kindOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof FailureError ? error.failure.kind : error),
  )

test('own replies are on the disk, by name, and every screen hears of a change', async () => {
  const { open, events, save, removeReply } = start()
  await save('b', 0)
  await save('a', 0)
  await save('b', 1, 'other')
  expect(open().all()).toEqual([
    { id: 'a', name: 'a', text: 'text', version: 1 },
    { id: 'b', name: 'b', text: 'other', version: 2 },
  ])
  await removeReply({ id: 'a', version: 1 })
  expect(
    open()
      .all()
      .map(({ id }) => id),
  ).toEqual(['b'])
  expect(events.at(-1)).toEqual({ name: 'repliesChanged', payload: { replies: open().all() } })
})

test('of two windows that change one at once, the second is told, and nothing is lost', async () => {
  const { replies, save, removeReply } = start()
  await save('a', 0)
  await save('a', 1, 'mine')
  expect(await kindOf(save('a', 1, 'theirs'))).toBe('conflict')
  expect(await kindOf(removeReply({ id: 'a', version: 1 }))).toBe('conflict')
  expect(await kindOf(save('gone', 3))).toBe('conflict')
  expect(replies.all()).toMatchObject([{ text: 'mine', version: 2 }])
})

test('the same again changes nothing: the answer to the first may have been lost', async () => {
  const { replies, events, save, removeReply } = start()
  await save('a', 0)
  await save('a', 0)
  expect(replies.all()).toMatchObject([{ version: 1 }])
  await removeReply({ id: 'a', version: 1 })
  expect(await kindOf(removeReply({ id: 'a', version: 1 }))).toBeNull()
  expect(events).toHaveLength(2)
})

test('two have no name that looks the same, and all of them have a limit', async () => {
  const { replies, save } = start()
  await save('a', 0, 'text', 'Préssion')
  expect(await kindOf(save('b', 0, 'text', 'pression'))).toBe('conflict')
  const long = 'x'.repeat(16_000)
  for (let at = 0; at < 16; at += 1) await save(`r${at}`, 0, long)
  expect(await kindOf(save('r16', 0, long))).toBe('tooLarge')
  expect(replies.all()).toHaveLength(17)
})
