import { expect, test } from 'vitest'
import { createCurrentTransport } from '../../../../src/main/core/link/currentTransport.ts'
import { createTyping } from '../../../../src/main/core/people/typing.ts'
import type { ConsoleEvent } from '../../../../src/shared/ipc/events.ts'
import { limits } from '../../../../src/shared/protocol/limits.ts'
import { anEntry, anySessionId, clinicianId, patientId } from '../../../support/console/openTestStorage.ts'
import { createKeptLog } from '../../../support/console/startCore.ts'
import { createScriptedLine } from '../../../support/relay/scriptedLine.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

function start() {
  const clock = createFakeClock()
  const events: ConsoleEvent[] = []
  const transport = createCurrentTransport(createKeptLog().log)
  const typing = createTyping({ clock, emit: (event) => events.push(event), self: () => clinicianId, transport })
  transport.subscribe(typing.onTransport)
  const people = () => typing.notices().flatMap(({ people }) => people.map(({ name }) => name))
  const item = { sessionId: anySessionId, thread: 'care', userId: patientId, name: 'Pat', typing: true } as const
  return { clock, events, transport, typing, people, item }
}

test('a notice that is not renewed expires, and a renewed one does not', () => {
  const { clock, events, typing, people, item } = start()
  typing.onReceived.typing({ items: [item] })
  clock.advance(limits.typingExpiresMs - 1)
  typing.onReceived.typing({ items: [item] })
  clock.advance(limits.typingExpiresMs - 1)
  expect(people()).toEqual(['Pat'])
  clock.advance(1)
  expect(people()).toEqual([])
  // Renewing changes nothing.
  expect(events).toHaveLength(2)
})

test('a message ends the notice of its sender', () => {
  const { typing, people, item } = start()
  typing.onReceived.typing({ items: [item] })
  typing.onCommitted({ entries: [anEntry(1)], queued: [] })
  expect(people()).toEqual([])
})

test('the loss of the line ends every notice', () => {
  const { transport, typing, people, item } = start()
  transport.set(createScriptedLine().line)
  typing.onReceived.typing({ items: [item] })
  transport.set(null)
  expect(people()).toEqual([])
})

test('own typing on another console is not shown', () => {
  const { typing, people, item } = start()
  typing.onReceived.typing({ items: [{ ...item, userId: clinicianId }] })
  expect(people()).toEqual([])
})

test('own typing is sent at most twice in the time in which it expires, and its end once', async () => {
  const { clock, transport, typing } = start()
  const { line, requests } = createScriptedLine()
  transport.set(line)
  const request = { sessionId: anySessionId, thread: 'care' } as const
  for (let count = 0; count < 60; count++) {
    await typing.handlers.setTyping({ ...request, typing: true })
    clock.advance(limits.typingExpiresMs / 60)
  }
  expect(requests).toHaveLength(2)
  await typing.handlers.setTyping({ ...request, typing: false })
  await typing.handlers.setTyping({ ...request, typing: false })
  expect(requests).toHaveLength(3)
})
