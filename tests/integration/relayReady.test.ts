import { expect, onTestFinished, test } from 'vitest'
import { startRelay } from '../support/startRelay.ts'

test('a node is ready until its database no longer answers; it lives on', async () => {
  const relay = await startRelay()
  onTestFinished(() => relay.stop())
  const ask = async (path: string) => {
    const response = await fetch(new URL(path, relay.url))
    return { status: response.status, body: await response.json() }
  }
  expect(await ask('/ready')).toMatchObject({ status: 200, body: { status: 'ok' } })
  await relay.store().close()
  expect(await ask('/ready')).toMatchObject({ status: 503, body: { code: 'unavailable', retry: 'later' } })
  expect((await ask('/health')).status).toBe(200)
})
