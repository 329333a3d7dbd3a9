import { expect, test } from 'vitest'
import { withDefaultRelay } from '../../../src/main/hosts/withDefaultRelay.ts'
import { createPairedCore } from '../../support/console/pairedCore.ts'

const given = 'https://relay.example.org'

test('whoever is signed out is offered the relay that was given', async () => {
  const { core, emit } = createPairedCore()
  const offering = withDefaultRelay(core, given)
  expect(await offering.handlers.signOut({})).toMatchObject({ relayUrl: given })
  const received: unknown[] = []
  offering.listen((event) => received.push(event.payload))
  emit({ name: 'accountChanged', payload: { state: 'signedOut', relayUrl: null, failure: null } })
  expect(received).toEqual([{ state: 'signedOut', relayUrl: given, failure: null }])
})

test('whoever is signed in stays at their relay', async () => {
  const { core } = createPairedCore()
  const { account } = await withDefaultRelay(core, given).handlers.readConsole({})
  expect(account).toEqual((await core.handlers.readConsole({})).account)
})

test('without one, the core is as it is', () => {
  const { core } = createPairedCore()
  expect(withDefaultRelay(core, null)).toBe(core)
})
