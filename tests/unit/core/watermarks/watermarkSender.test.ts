import { expect, onTestFinished, test } from 'vitest'
import { createCurrentTransport } from '../../../../src/main/core/link/currentTransport.ts'
import type { Transport } from '../../../../src/main/core/link/transport.ts'
import { createCommit } from '../../../../src/main/core/log/commit.ts'
import { createUnsentMessages } from '../../../../src/main/core/log/unsentMessages.ts'
import { createBackground } from '../../../../src/main/core/runtime/background.ts'
import { createStorageHealth } from '../../../../src/main/core/runtime/storageHealth.ts'
import { createWatermarkSender } from '../../../../src/main/core/watermarks/watermarkSender.ts'
import type { UpEvent } from '../../../../src/shared/protocol/up.ts'
import { anEntry, aSession, clinicianId, openTestStorage } from '../../../support/console/openTestStorage.ts'
import { createKeptLog, newEntryId } from '../../../support/console/startCore.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'
import { until } from '../../../support/time/until.ts'

/** A console that holds one message, and whose watermark is to be sent; `disk` is asked for what a loss of power may not take. */
function start(disk: () => Promise<boolean>) {
  const { storage } = openTestStorage()
  onTestFinished(() => storage.close())
  const { log } = createKeptLog()
  const clock = createFakeClock()
  const transport = createCurrentTransport(log)
  const self = { userId: clinicianId, name: 'Clin Ician', role: 'clinician' } as const
  const commit = createCommit({
    ...{ storage, unsent: createUnsentMessages([]), self: () => self, isOpen: () => false },
    ...{ relayNow: () => Number.POSITIVE_INFINITY, publish: () => undefined },
  })
  commit.storeSessions([aSession()], [])
  commit.storeEntries([anEntry(1)])
  const sent: UpEvent[] = []
  const over: Transport = {
    via: 'socket',
    request: async (event) => {
      sent.push(event)
      return { outcome: 'unknown', failure: { kind: 'offline', message: 'lost' } }
    },
  }
  const sender = createWatermarkSender({
    storage: { watermarks: storage.watermarks, sync: disk },
    ...{ commit, clock, transport, self: () => clinicianId, sessionsDiffer: () => undefined },
    random: { fraction: () => 0.5, bytes: (count) => new Uint8Array(count), uuid: newEntryId },
    run: createBackground(log).run,
    backOff: { firstMs: 1_000, longestMs: 8_000 },
    storageHealth: createStorageHealth({ emit: () => undefined, log }),
  })
  onTestFinished(sender.close)
  transport.set(over)
  sender.onTransport()
  return { sent, clock }
}

test('nothing is said to be delivered before no loss of power can take it back', async () => {
  const asked: ((isSynced: boolean) => void)[] = []
  const { sent } = start(() => new Promise((resolve) => void asked.push(resolve)))
  await until('the disk is asked', () => asked.length === 1)
  expect(sent).toEqual([])
  asked[0]?.(true)
  await until('it is sent', () => sent.length === 1)
  expect(sent).toEqual(['watermark:advance'])
})

test('what a disk refuses to keep is not said to be delivered, and is tried again', async () => {
  let isBroken = true
  let asked = 0
  const { sent, clock } = start(async () => {
    asked += 1
    return !isBroken
  })
  await until('the disk is asked', () => asked === 1)
  expect(sent).toEqual([])
  isBroken = false
  await until('it is sent', () => {
    clock.advance(8_000)
    return sent.length === 1
  })
})
