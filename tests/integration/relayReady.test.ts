import { expect, onTestFinished, test } from 'vitest'
import { createReadiness } from '../../relay/createReadiness.ts'
import { createFakeClock } from '../support/fakeClock.ts'
import { connectNative } from '../support/nativeClient.ts'
import { type StartedRelay, startRelay } from '../support/startRelay.ts'
import { until } from '../support/until.ts'

const asker = (relay: StartedRelay) => async (path: string) => {
  const response = await fetch(new URL(path, relay.url))
  return { status: response.status, body: await response.json() }
}

test('a node is ready until its database no longer answers; it lives on', async () => {
  const relay = await startRelay()
  onTestFinished(() => relay.stop())
  const ask = asker(relay)
  expect(await ask('/ready')).toMatchObject({ status: 200, body: { status: 'ok' } })
  await relay.store().close()
  expect(await ask('/ready')).toMatchObject({ status: 503, body: { code: 'unavailable', retry: 'later' } })
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
  const ask = asker(relay)
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

test('a node is not ready when its database fails by one of its two ways', async () => {
  const fail = async () => {
    throw new Error('no connection')
  }
  for (const way of ['users', 'sessions'] as const) {
    let isGone = false
    const relay = await startRelay({
      wrapStore: (store) => ({
        ...store,
        users: { ...store.users, find: (id) => (isGone && way === 'users' ? fail() : store.users.find(id)) },
        sessions: {
          ...store.sessions,
          find: (id) => (isGone && way === 'sessions' ? fail() : store.sessions.find(id)),
        },
      }),
    })
    onTestFinished(() => relay.stop())
    const ask = asker(relay)
    expect((await ask('/ready')).status).toBe(200)
    isGone = true
    expect(await ask('/ready'), way).toMatchObject({ status: 503, body: { error: 'The store does not answer.' } })
  }
})

test('a database that takes too long is one that does not answer', async () => {
  const clock = createFakeClock()
  const readiness = createReadiness({ askStore: () => new Promise<undefined>(() => undefined), clock })
  const check = readiness.check()
  clock.advance(2_000)
  await expect(check).rejects.toThrow('The store does not answer in time.')
})
