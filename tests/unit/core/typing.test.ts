import { expect, test } from 'vitest'
import { createTyping } from '../../../src/main/core/typing.ts'
import type { ConsoleEvent } from '../../../src/shared/ipc/contract.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import { createFakeClock } from '../../support/fakeClock.ts'
import { anEntry, anySessionId, clinicianId, patientId } from '../../support/openTestStorage.ts'
import { createScriptedLine } from '../../support/scriptedLine.ts'

function start() {
  const clock = createFakeClock()
  const events: ConsoleEvent[] = []
  const typing = createTyping({ clock, emit: (event) => events.push(event), self: () => clinicianId })
  const people = () => typing.notices().flatMap(({ people }) => people.map(({ name }) => name))
  const item = { sessionId: anySessionId, thread: 'care', userId: patientId, name: 'Pat', typing: true } as const
  return { clock, events, typing, people, item }
}

test('a notice that is not renewed expires, and a renewed one does not', () => {
  const { clock, events, typing, people, item } = start()
  typing.receive([item])
  clock.advance(limits.typingExpiresMs - 1)
  typing.receive([item])
  clock.advance(limits.typingExpiresMs - 1)
  expect(people()).toEqual(['Pat'])
  clock.advance(1)
  expect(people()).toEqual([])
  // Renewing is no news.
  expect(events).toHaveLength(2)
})

test('a message ends the notice of its sender', () => {
  const { typing, people, item } = start()
  typing.receive([item])
  typing.sent([anEntry(1)])
  expect(people()).toEqual([])
})

test('the loss of the line ends every notice', () => {
  const { typing, people, item } = start()
  typing.changeLine(createScriptedLine().line)
  typing.receive([item])
  typing.changeLine(null)
  expect(people()).toEqual([])
})

test('own typing on another console is not shown', () => {
  const { typing, people, item } = start()
  typing.receive([{ ...item, userId: clinicianId }])
  expect(people()).toEqual([])
})

test('own typing is told at most twice in the time in which it expires, and its end once', () => {
  const { clock, typing } = start()
  const { line, requests } = createScriptedLine()
  typing.changeLine(line)
  const request = { sessionId: anySessionId, thread: 'care' } as const
  for (let count = 0; count < 60; count++) {
    typing.set({ ...request, typing: true })
    clock.advance(limits.typingExpiresMs / 60)
  }
  expect(requests).toHaveLength(2)
  typing.set({ ...request, typing: false })
  typing.set({ ...request, typing: false })
  expect(requests).toHaveLength(3)
})
