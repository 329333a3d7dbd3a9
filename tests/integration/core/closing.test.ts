import { expect, onTestFinished, test } from 'vitest'
import { firstSession, openRelayWithCores, secondSession } from '../../support/console/relayWithCores.ts'
import { makeDataDir, quickTimings, removeDataDir } from '../../support/console/startCore.ts'
import { until } from '../../support/time/until.ts'

const isSocket = (bytes: string) => bytes.includes('/socket.io/')

/** Reports when the relay has begun to read for a catch-up, and holds its response back until it is released. */
function holdablePulls() {
  let held: { readonly begun: PromiseWithResolvers<void>; readonly end: PromiseWithResolvers<void> } | null = null
  return {
    pass: async () => {
      const holding = held
      held = null
      holding?.begun.resolve()
      await holding?.end.promise
    },
    holdNext: () => {
      held = { begun: Promise.withResolvers(), end: Promise.withResolvers() }
      return { begun: held.begun.promise, end: held.end.resolve }
    },
  }
}

function rejections(): unknown[] {
  const seen: unknown[] = []
  const keep = (reason: unknown) => seen.push(reason)
  process.on('unhandledRejection', keep)
  onTestFinished(() => void process.off('unhandledRejection', keep))
  return seen
}

test('signing out while catching up over REST, with a socket that waits its turn, ends both and harms nothing', async () => {
  const seen = rejections()
  const pulls = holdablePulls()
  const fixture = await openRelayWithCores({
    wrapStore: (store) => ({
      ...store,
      watermarks: {
        ...store.watermarks,
        of: async (...request) => {
          await pulls.pass()
          return store.watermarks.of(...request)
        },
      },
    }),
  })
  fixture.link.refuseWhere(isSocket)
  const console = fixture.console({ timings: { ...quickTimings, pollEveryMs: 50 } })
  await fixture.signIn(console)
  await until('it polls', async () => (await console.state()).link.mode === 'polling')
  await fixture.sendAsPatient(firstSession, 'hello')
  const pull = pulls.holdNext()
  await pull.begun
  fixture.link.refuseWhere(() => false)
  await until('the socket is open', async () => (await console.state()).link.mode === 'catchingUp')
  await expect(console.core.handlers.signOut({})).resolves.toMatchObject({ state: 'signedOut' })
  pull.end()
  await fixture.signIn(console)
  await console.untilLive()
  expect(await console.texts(firstSession)).toEqual(['hello'])
  expect(seen).toEqual([])
  expect(console.logLines.filter((line) => line.includes('background work failed'))).toEqual([])
})

test('closing waits for nothing that a relay which swallows everything could hold back, and keeps what is unsent', async () => {
  const seen = rejections()
  const fixture = await openRelayWithCores()
  const dataDir = makeDataDir()
  onTestFinished(() => removeDataDir(dataDir))
  const console = await fixture.signedInConsole({ dataDir })
  fixture.link.setUp({ kind: 'swallow' })
  await console.send(secondSession, 'into the void')
  await console.core.handlers.markSeen({ sessionId: firstSession, thread: 'care', upTo: 1 })
  await console.close()
  fixture.link.setUp({ kind: 'pass' })
  const again = fixture.console({ dataDir })
  await again.untilSent()
  expect(await fixture.texts(secondSession)).toEqual(['into the void'])
  expect(seen).toEqual([])
})
