import { expect, onTestFinished, test } from 'vitest'
import { createClinicRules } from '../../../../src/main/core/clinic/clinicRules.ts'
import type { Transport } from '../../../../src/main/core/link/transport.ts'
import { createStorageHealth } from '../../../../src/main/core/runtime/storageHealth.ts'
import type { ConsoleEvent } from '../../../../src/shared/ipc/events.ts'
import { type ClinicDocument, defaultClinic } from '../../../../src/shared/model/clinic/clinicRules.ts'
import type { FlagList } from '../../../../src/shared/model/flags/flagList.ts'
import type { UpAnswer } from '../../../../src/shared/protocol/up.ts'
import { openTestStorage } from '../../../support/console/openTestStorage.ts'
import { createKeptLog } from '../../../support/console/startCore.ts'

const clinicAt = (version: number, amberMinutes: number, flags: ClinicDocument['flags'] = []): ClinicDocument => ({
  ...{ version, flags, laterReasons: [] },
  waits: { amberMinutes, redMinutes: 90, byKind: {} },
})
const wound = [{ id: 'wound', name: 'Wound', phrases: { en: ['stitches open'] } }]

function start() {
  const { storage } = openTestStorage()
  onTestFinished(() => storage.close())
  const events: ConsoleEvent[] = []
  const lists: FlagList[] = []
  const emit = (event: ConsoleEvent) => void events.push(event)
  const storageHealth = createStorageHealth({ emit, log: createKeptLog().log })
  const open = () => createClinicRules({ storage, storageHealth, emit, flagsChanged: (list) => lists.push(list) })
  return { open, rules: open(), events, lists }
}

/** A line that answers when it is let to, and what it was asked. */
function createLine(clinic: ClinicDocument | null) {
  const asked: unknown[] = []
  const answered = Promise.withResolvers<void>()
  const line: Transport = {
    via: 'socket',
    request: async (event, payload) => {
      asked.push([event, payload])
      await answered.promise
      return { outcome: 'answered', answer: { success: true, clinic } as UpAnswer<typeof event> }
    },
  }
  return { line, asked, answer: answered.resolve }
}
const amberOf = (rules: ReturnType<typeof createClinicRules>) => rules.settings().waits.amberMinutes

test('the defaults hold until the relay has told of others, which are there after a restart', async () => {
  const { open, rules, events } = start()
  expect(rules.settings().waits).toEqual(defaultClinic.waits)
  const { line, asked, answer } = createLine(clinicAt(3, 7))
  answer()
  await rules.fetch(line)
  expect(asked).toEqual([['clinic:read', { held: 0 }]])
  expect(events).toEqual([{ name: 'clinicChanged', payload: { waits: clinicAt(3, 7).waits, laterReasons: [] } }])
  const again = open()
  expect(amberOf(again)).toBe(7)
  const next = createLine(null)
  next.answer()
  await again.fetch(next.line)
  expect(next.asked).toEqual([['clinic:read', { held: 3 }]])
  expect(amberOf(again)).toBe(7)
})

test('no answer leaves the rules as they are', async () => {
  const { rules, events } = start()
  rules.onReceived['clinic:changed']({ clinic: clinicAt(1, 7) })
  const failure = { kind: 'offline', message: 'lost' } as const
  await rules.fetch({ via: 'socket', request: async () => ({ outcome: 'unknown', failure }) })
  await rules.fetch({ via: 'socket', request: async () => ({ outcome: 'refused', failure }) })
  expect(amberOf(rules)).toBe(7)
  expect(events).toHaveLength(1)
})

test('a change that is told while they are asked for is not undone by the answer', async () => {
  const { rules } = start()
  const { line, answer } = createLine(clinicAt(1, 7))
  const fetched = rules.fetch(line)
  rules.onReceived['clinic:changed']({ clinic: clinicAt(2, 8) })
  answer()
  await fetched
  expect(amberOf(rules)).toBe(8)
})

test('what is told late is passed over, but the answer of a relay that was restored is not', async () => {
  const { rules } = start()
  rules.onReceived['clinic:changed']({ clinic: clinicAt(5, 8) })
  expect(rules.onReceived['clinic:changed']({ clinic: clinicAt(4, 7) })).toBe(true)
  expect(amberOf(rules)).toBe(8)
  const { line, answer } = createLine(clinicAt(2, 6))
  answer()
  await rules.fetch(line)
  expect(amberOf(rules)).toBe(6)
})

test('another list is looked for only where the list is another', () => {
  const { rules, lists } = start()
  rules.onReceived['clinic:changed']({ clinic: clinicAt(1, 7) })
  expect(lists).toEqual([])
  rules.onReceived['clinic:changed']({ clinic: clinicAt(2, 7, wound) })
  rules.onReceived['clinic:changed']({ clinic: clinicAt(3, 9, wound) })
  expect(lists.map((list) => list.at(-1)?.id)).toEqual(['wound'])
})
