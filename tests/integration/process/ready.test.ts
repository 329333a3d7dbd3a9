import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createReadiness } from '../../../relay/createReadiness.ts'
import { openSqliteFile } from '../../../relay/store/database/openSqliteStore.ts'
import { connectNative } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'
import { until } from '../../support/time/until.ts'

const principal = (relay: StartedRelay) => async (path: string) => {
  const response = await fetch(new URL(path, relay.url))
  return { status: response.status, body: await response.json() }
}

test('a node is ready until its database no longer answers; it lives on', async () => {
  const relay = await startRelay()
  onTestFinished(() => relay.stop())
  const ask = principal(relay)
  expect(await ask('/ready')).toMatchObject({ status: 200, body: { status: 'ok' } })
  await relay.store().close()
  await until('it is not ready', async () => (await ask('/ready')).status === 503)
  expect(await ask('/ready')).toMatchObject({ body: { code: 'unavailable', retry: 'later' } })
  expect((await ask('/health')).status).toBe(200)
})

test('a node that stops says so while it finishes what is under way, which is still stored and answered', async () => {
  const arrived = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  const relay = await startRelay({
    wrapStore: (store) => ({
      ...store,
      log: {
        ...store.log,
        appendAll: async (appends) => {
          arrived.resolve()
          await held.promise
          return await store.log.appendAll(appends)
        },
      },
    }),
  })
  onTestFinished(() => relay.stop())
  const ask = principal(relay)
  await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
  const pat = await connectNative({ url: relay.url, token: await relay.tokenFor('pat', 'patient') })
  const answer = pat.send('s1', 'under way')
  await arrived.promise
  expect((await ask('/ready')).status).toBe(200)
  const stopped = relay.stop()
  await until('the node is not ready', async () => (await ask('/ready')).status === 503)
  expect(await ask('/ready')).toMatchObject({ body: { code: 'unavailable', error: 'This node of the relay stops.' } })
  expect((await ask('/health')).status).toBe(200)
  held.resolve()
  expect(await answer).toMatchObject({ success: true })
  await stopped
})

test('a node whose database takes no changes is not ready, and is again when it does', async () => {
  let takesNone = false
  const relay = await startRelay({
    wrapStore: (store) => ({
      ...store,
      check: async () => {
        if (takesNone) throw new Error('read only')
        await store.check()
      },
    }),
  })
  onTestFinished(() => relay.stop())
  const ask = principal(relay)
  expect((await ask('/ready')).status).toBe(200)
  takesNone = true
  await until('it is not ready', async () => (await ask('/ready')).status === 503)
  expect(await ask('/ready')).toMatchObject({ body: { error: 'The store does not answer.' } })
  expect((await ask('/health')).status).toBe(200)
  takesNone = false
  await until('it is ready again', async () => (await ask('/ready')).status === 200)
})

test('while another program holds the write lock, a node is alive and reads, is not ready, and stores what waited', async () => {
  const relay = await startRelay()
  onTestFinished(() => relay.stop())
  const ask = principal(relay)
  await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
  const pat = await connectNative({ url: relay.url, token: await relay.tokenFor('pat', 'patient') })
  onTestFinished(pat.close)
  const other = openSqliteFile(join(relay.dataDir, 'relay.db'))
  onTestFinished(() => void other.close())
  other.exec('begin immediate')
  let isAnswered = false
  const answer = pat.send('s1', 'while it is held').finally(() => {
    isAnswered = true
  })
  let isReadyAnswered = false
  const ready = ask('/ready').finally(() => {
    isReadyAnswered = true
  })
  for (let asked = 0; asked < 2; asked += 1) {
    expect((await ask('/health')).status).toBe(200)
    expect((await pat.pullAll()).sessions).toHaveLength(1)
  }
  // Whether it is ready is decided after a while: nobody waited for that, nor for the write.
  expect([isAnswered, isReadyAnswered]).toEqual([false, false])
  expect(await ready).toMatchObject({ status: 503, body: { code: 'unavailable', retry: 'later' } })
  expect((await ask('/health')).status).toBe(200)
  other.exec('rollback')
  expect(await answer).toMatchObject({ success: true })
  await until('it is ready again', async () => (await ask('/ready')).status === 200)
})

test('a database that takes too long is one that does not answer', async () => {
  const clock = createFakeClock()
  const readiness = createReadiness({ askStore: () => new Promise<undefined>(() => undefined), clock })
  const check = readiness.check()
  clock.advance(2_000)
  await expect(check).rejects.toThrow('The store does not answer in time.')
})
