import { afterEach, beforeEach, expect, it } from 'vitest'
import { connectionLimits } from '../../../relay/engine/connectionLimits.ts'
import { connectDialect } from '../../support/dialects/dialectClient.ts'
import { connectNative } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { until } from '../../support/time/until.ts'

let relay: StartedRelay
beforeEach(async () => {
  relay = await startRelay()
})
afterEach(() => relay.stop())

const most = connectionLimits.connectionsOfUser

it('a user has so many connections over all protocols however they are begun, is told so beyond, and nobody else notices', async () => {
  const token = await relay.tokenFor('pat', 'patient')
  const native = () => connectNative({ url: relay.url, token })
  const dialect = () => connectDialect({ url: relay.url, auth: { token } })
  const begun = await Promise.allSettled(
    Array.from({ length: most + 10 }, (_, index) => (index % 2 === 0 ? native() : dialect())),
  )
  const open = begun.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const refused = begun.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))
  expect(open).toHaveLength(most)
  expect(new Set(refused)).toEqual(
    new Set([`Error: You are connected ${most} times already. Close windows that you do not need, and try again.`]),
  )
  await expect(native()).rejects.toThrow(`${most} times already`)
  await expect(dialect()).rejects.toThrow(`${most} times already`)

  const other = await connectNative({ url: relay.url, token: await relay.tokenFor('doc', 'clinician') })
  other.close()
  open[0]?.close()
  await until('there is room again', async () =>
    native().then(
      (client) => {
        client.close()
        return true
      },
      () => false,
    ),
  )
  for (const client of open) client.close()
})
