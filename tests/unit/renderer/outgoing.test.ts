import { expect, test } from 'vitest'
import { createConsoleStore } from '../../../src/renderer/state/consoleStore.ts'
import { threadKey } from '../../../src/renderer/state/threadKey.ts'
import type { CommandRequest } from '../../../src/shared/ipc/commands.ts'
import { fail, type Result, succeed } from '../../../src/shared/model/failure.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { testConsole, testEntryId, testSession } from '../../support/console/screenBuilders.ts'
import { createScriptedBridge } from '../../support/console/scriptedBridge.ts'
import { turn } from '../../support/relay/scriptedLine.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

const sessionId = sessionIdSchema.parse('s1')
const key = threadKey(sessionId, 'care')

async function start() {
  const clock = createFakeClock()
  const scripted = createScriptedBridge(testConsole({ sessions: [testSession('s1')] }))
  const store = createConsoleStore(scripted.bridge, { clock, scheduleFrame: (task) => clock.after(0, task) })
  await store.read()
  const given: { request: CommandRequest<'sendMessage'>; answer: (result: Result<unknown>) => Promise<void> }[] = []
  scripted.answer('sendMessage', (input) => {
    const held = Promise.withResolvers<Result<unknown>>()
    const answer = async (result: Result<unknown>) => {
      held.resolve(result)
      await turn()
    }
    given.push({ request: input as CommandRequest<'sendMessage'>, answer })
    return held.promise
  })
  const results: string[] = []
  const send = (number: number) =>
    void store.actions
      .send({ id: testEntryId(number), sessionId, thread: 'care', text: `text ${number}`, files: [] })
      .then((result) => results.push(`${number} ${result.ok ? 'taken' : result.failure.kind}`))
  const unsaved = () => (store.getState().unsaved.get(key) ?? []).map(({ text }) => text)
  return { clock, given, results, send, unsaved }
}

test('each message is given by itself and in its order, however slow the disk is', async () => {
  const { given, results, send, unsaved } = await start()
  for (const number of [1, 2, 3]) send(number)
  expect(unsaved()).toEqual(['text 1', 'text 2', 'text 3'])
  for (const number of [1, 2, 3]) {
    expect(given.map(({ request }) => request.text)).toHaveLength(number)
    await given[number - 1]?.answer(succeed({}))
  }
  expect(given.map(({ request }) => request.text)).toEqual(['text 1', 'text 2', 'text 3'])
  expect(results).toEqual(['1 taken', '2 taken', '3 taken'])
  expect(unsaved()).toEqual([])
})

test('a message that found no console is given again under its id until there is one, and the next waits for it', async () => {
  const { clock, given, results, send } = await start()
  send(1)
  send(2)
  for (let time = 0; time < 20; time++) {
    await given.at(-1)?.answer(fail('offline', 'gone'))
    clock.advance(2_000)
    await turn()
  }
  expect(results).toEqual([])
  await given.at(-1)?.answer(succeed({}))
  await given.at(-1)?.answer(succeed({}))
  expect(new Set(given.slice(0, -1).map(({ request }) => request.id))).toEqual(new Set([testEntryId(1)]))
  expect(given.at(-1)?.request.id).toBe(testEntryId(2))
  expect(results).toEqual(['1 taken', '2 taken'])
})

test('what was written after a refused message is not sent before it: all come back, the last first', async () => {
  const { given, results, send, unsaved } = await start()
  for (const number of [1, 2, 3]) send(number)
  await given[0]?.answer(fail('diskFull', 'full'))
  expect(results).toEqual(['3 diskFull', '2 diskFull', '1 diskFull'])
  expect(given).toHaveLength(1)
  expect(unsaved()).toEqual([])
})
