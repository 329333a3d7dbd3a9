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
  payload: { mode: 'live', since: n, lastAcknowledgedAt: null, fetchedAt: null, relayAheadMs: 0, failure: null },
})

/** Contract of every bridge, whatever carries it. `reportDefect` is called with each error that no handler meant to throw. */
export function describeBridge(
  name: string,
  open: (core: PairedCore, reportDefect: () => void) => Promise<BridgeUnderTest>,
): void {
  describe(`the bridge over ${name}`, () => {
    let core: PairedCore
    let under: BridgeUnderTest
    let defects: number

    beforeEach(async () => {
      core = createPairedCore()
      defects = 0
      under = await open(core, () => {
        defects += 1
      })
    })
    afterEach(() => under.close())

    test('carries a command there and its answer back', async () => {
      const sent = await under.bridge.sendMessage(message(1, 'Good morning 👋 \u2028 "quoted" \\ \u0000'))
      expect(sent).toEqual({
        ok: true,
        value: {
          ...message(1, 'Good morning 👋 \u2028 "quoted" \\ \u0000'),
          queuedAt: 1,
          attempts: 0,
          state: { kind: 'queued' },
        },
      })
      const console = await under.bridge.readConsole({})
      expect(console.ok && console.value.pending.map(({ text }) => text)).toEqual([
        'Good morning 👋 \u2028 "quoted" \\ \u0000',
      ])
    })

    test("has a function for every command of the contract, and its host's capabilities", () => {
      for (const command of commandNames) expect(under.bridge[command]).toBeTypeOf('function')
      expect(under.bridge.capabilities).toEqual({ keyProtection: 'fileOnly' })
    })

    test('rejects bad input as invalid and names the field', async () => {
      const answer = await under.transport.invoke('sendMessage', { ...message(1, 'x'), thread: 'nowhere' })
      expect(answer).toMatchObject({
        ok: false,
        failure: { kind: 'invalid', message: expect.stringContaining('thread') },
      })
    })

    test.each([{ input: undefined }, { input: null }, { input: 7 }, { input: 'text' }, { input: [] }])(
      'rejects input that is no object ($input) as invalid',
      async ({ input }) => {
        expect(await under.transport.invoke('sendMessage', input)).toMatchObject({
          ok: false,
          failure: { kind: 'invalid' },
        })
      },
    )

    test.each(['noSuchCommand', '__proto__', 'constructor', 'toString'])(
      'rejects the unknown command %s as invalid',
      async (command) => {
        expect(await under.transport.invoke(command as 'readConsole', {})).toMatchObject({
          ok: false,
          failure: { kind: 'invalid' },
        })
      },
    )

    test('carries a refusal with its kind', async () => {
      expect(await under.bridge.discardMessage({ id: message(9, '').id })).toEqual({
        ok: false,
        failure: { kind: 'notFound', message: 'There is no such message.' },
      })
    })

    test('returns a defect as internal, without its text, and reports it', async () => {
      const answer = await under.bridge.setPresence({ status: 'away' })
      expect(answer).toMatchObject({ ok: false, failure: { kind: 'internal' } })
      expect(JSON.stringify(answer)).not.toContain('MARKER-TEXT')
      expect(defects).toBe(1)
      expect(await under.bridge.readConsole({})).toMatchObject({ ok: true })
    })

    test('delivers events in the order they were raised, each to the listeners of its name', async () => {
      const received: number[] = []
      const others: unknown[] = []
      under.bridge.on('linkChanged', ({ since }) => received.push(since))
      under.bridge.on('typingChanged', (notice) => others.push(notice))
      await until('the core is listened to', () => core.listenerCount() > 0)
      const order = Array.from({ length: 500 }, (_, n) => n)
      for (const n of order) core.emit(presenceEvent(n))
      await until('all arrived', () => received.length === order.length)
      expect(received).toEqual(order)
      expect(others).toEqual([])
    })

    test('stops delivering to a listener that was removed, and only to that one', async () => {
      const removed: number[] = []
      const kept: number[] = []
      const stop = under.bridge.on('linkChanged', ({ since }) => removed.push(since))
      under.bridge.on('linkChanged', ({ since }) => kept.push(since))
      await until('the core is listened to', () => core.listenerCount() > 0)
      core.emit(presenceEvent(1))
      await until('the first arrived', () => kept.length === 1)
      stop()
      core.emit(presenceEvent(2))
      await until('the second arrived', () => kept.length === 2)
      expect(removed).toEqual([1])
    })

    test('answers many commands at once, each with its own answer', async () => {
      const numbers = Array.from({ length: 50 }, (_, n) => n)
      const answers = await Promise.all(numbers.map((n) => under.bridge.sendMessage(message(n, `text ${n}`))))
      expect(answers.map((answer) => answer.ok && answer.value.text)).toEqual(numbers.map((n) => `text ${n}`))
    })

    test('carries a payload of half a megabyte both ways', async () => {
      const text = 'ü'.repeat(250_000)
      const sent = await under.bridge.sendMessage(message(1, text))
      expect(sent.ok && sent.value.text === text).toBe(true)
    })

    test('carries nothing but plain JSON', async () => {
      for (const answer of [await under.bridge.readConsole({}), await under.bridge.sendMessage(message(1, 'x'))]) {
        expect(JSON.parse(JSON.stringify(answer))).toStrictEqual(answer)
      }
    })
  })
}
