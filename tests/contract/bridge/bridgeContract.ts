import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Bridge, BridgeTransport } from '../../../src/shared/ipc/bridge.ts'
import type { CommandInput } from '../../../src/shared/ipc/commands.ts'
import type { ConsoleEvent } from '../../../src/shared/ipc/events.ts'
import { commandNames } from '../../../src/shared/ipc/names.ts'
import { entryIdSchema, sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { createPairedCore, type PairedCore } from '../../support/console/pairedCore.ts'
import { until } from '../../support/time/until.ts'

/** A bridge to a core over one kind of transport, and how to take it down. */
export interface BridgeUnderTest {
  readonly bridge: Bridge
  readonly transport: BridgeTransport
  readonly close: () => Promise<void>
}

const sessionId = sessionIdSchema.parse('session-1')
const message = (id: number, text: string): CommandInput<'sendMessage'> => ({
  id: entryIdSchema.parse(`01890000-0000-7000-8000-${String(id).padStart(12, '0')}`),
  sessionId,
  thread: 'care',
  text,
})
const presenceEvent = (n: number): ConsoleEvent => ({
  name: 'linkChanged',
  payload: { mode: 'live', since: n, lastAcknowledgedAt: null, fetchedAt: null, relayClock: null, failure: null },
})

/** A bridge, the core behind it, and how many errors were reported as defects. */
interface BridgeFixture extends BridgeUnderTest {
  readonly core: PairedCore
  readonly defects: () => number
}

/** Contract of every bridge, whatever carries it. `reportDefect` is called with each error that no handler meant to throw. */
export function describeBridge(
  name: string,
  open: (core: PairedCore, reportDefect: () => void) => Promise<BridgeUnderTest>,
): void {
  describe(`the bridge over ${name}`, () => {
    let fixture: BridgeFixture

    beforeEach(async () => {
      const core = createPairedCore()
      let defects = 0
      const under = await open(core, () => {
        defects += 1
      })
      fixture = { ...under, core, defects: () => defects }
    })
    afterEach(() => fixture.close())

    describeCommands(() => fixture)
    describeRefusals(() => fixture)
    describeEvents(() => fixture)
  })
}

/** Commands there, and their answers back. */
function describeCommands(fixture: () => BridgeFixture): void {
  describe('commands', () => {
    test('carries a command there and its answer back', async () => {
      const sent = await fixture().bridge.sendMessage(message(1, 'Good morning 👋 \u2028 "quoted" \\ \u0000'))
      expect(sent).toEqual({
        ok: true,
        value: {
          ...message(1, 'Good morning 👋 \u2028 "quoted" \\ \u0000'),
          files: [],
          queuedAt: 1,
          attempts: 0,
          state: { kind: 'queued' },
        },
      })
      const console = await fixture().bridge.readConsole({})
      expect(console.ok && console.value.pending.map(({ text }) => text)).toEqual([
        'Good morning 👋 \u2028 "quoted" \\ \u0000',
      ])
    })

    test("has a function for every command of the contract, and its host's capabilities", () => {
      for (const command of commandNames) expect(fixture().bridge[command]).toBeTypeOf('function')
      expect(fixture().bridge.capabilities).toEqual({ keyProtection: 'fileOnly' })
    })

    test('answers many commands at once, each with its own answer', async () => {
      const numbers = Array.from({ length: 50 }, (_, n) => n)
      const answers = await Promise.all(numbers.map((n) => fixture().bridge.sendMessage(message(n, `text ${n}`))))
      expect(answers.map((answer) => answer.ok && answer.value.text)).toEqual(numbers.map((n) => `text ${n}`))
    })

    test('carries a payload of half a megabyte both ways', async () => {
      const text = 'ü'.repeat(250_000)
      const sent = await fixture().bridge.sendMessage(message(1, text))
      expect(sent.ok && sent.value.text === text).toBe(true)
    })

    test('carries nothing but plain JSON', async () => {
      for (const answer of [
        await fixture().bridge.readConsole({}),
        await fixture().bridge.sendMessage(message(1, 'x')),
      ]) {
        expect(JSON.parse(JSON.stringify(answer))).toStrictEqual(answer)
      }
    })
  })
}

/** Everything that does not succeed. */
function describeRefusals(fixture: () => BridgeFixture): void {
  describe('refusals', () => {
    test('rejects bad input as invalid and names the field', async () => {
      const answer = await fixture().transport.invoke('sendMessage', { ...message(1, 'x'), thread: 'nowhere' })
      expect(answer).toMatchObject({
        ok: false,
        failure: { kind: 'invalid', message: expect.stringContaining('thread') },
      })
    })

    test.each([{ input: undefined }, { input: null }, { input: 7 }, { input: 'text' }, { input: [] }])(
      'rejects input that is no object ($input) as invalid',
      async ({ input }) => {
        expect(await fixture().transport.invoke('sendMessage', input)).toMatchObject({
          ok: false,
          failure: { kind: 'invalid' },
        })
      },
    )

    test.each(['noSuchCommand', '__proto__', 'constructor', 'toString'])(
      'rejects the unknown command %s as invalid',
      async (command) => {
        expect(await fixture().transport.invoke(command as 'readConsole', {})).toMatchObject({
          ok: false,
          failure: { kind: 'invalid' },
        })
      },
    )

    test('carries a refusal with its kind', async () => {
      expect(await fixture().bridge.discardMessage({ id: message(9, '').id })).toEqual({
        ok: false,
        failure: { kind: 'notFound', message: 'There is no such message.' },
      })
    })

    test('returns a defect as internal, without its text, and reports it', async () => {
      const answer = await fixture().bridge.setPresence({ status: 'away' })
      expect(answer).toMatchObject({ ok: false, failure: { kind: 'internal' } })
      expect(JSON.stringify(answer)).not.toContain('MARKER-TEXT')
      expect(fixture().defects()).toBe(1)
      expect(await fixture().bridge.readConsole({})).toMatchObject({ ok: true })
    })
  })
}

/** Events of the core. */
function describeEvents(fixture: () => BridgeFixture): void {
  describe('events', () => {
    test('delivers events in the order they were raised, each to the listeners of its name', async () => {
      const received: number[] = []
      const others: unknown[] = []
      fixture().bridge.on('linkChanged', ({ since }) => received.push(since))
      fixture().bridge.on('typingChanged', (notice) => others.push(notice))
      await until('the core is listened to', () => fixture().core.listenerCount() > 0)
      const order = Array.from({ length: 500 }, (_, n) => n)
      for (const n of order) fixture().core.emit(presenceEvent(n))
      await until('all arrived', () => received.length === order.length)
      expect(received).toEqual(order)
      expect(others).toEqual([])
    })

    test('stops delivering to a listener that was removed, and only to that one', async () => {
      const removed: number[] = []
      const kept: number[] = []
      const stop = fixture().bridge.on('linkChanged', ({ since }) => removed.push(since))
      fixture().bridge.on('linkChanged', ({ since }) => kept.push(since))
      await until('the core is listened to', () => fixture().core.listenerCount() > 0)
      fixture().core.emit(presenceEvent(1))
      await until('the first arrived', () => kept.length === 1)
      stop()
      fixture().core.emit(presenceEvent(2))
      await until('the second arrived', () => kept.length === 2)
      expect(removed).toEqual([1])
    })
  })
}
