import { expect, it } from 'vitest'
import { createDeviceConnections } from '../../../../relay/presence/deviceConnections.ts'
import { createPresenceRegistry } from '../../../../relay/presence/presenceRegistry.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

const userId = userIdSchema.parse('doc')
const desk = { userId, connectionId: 'c1', deviceKey: 'desk' }

it('a device is in the registry before the listeners learn of it, and out of it before they learn that it left', async () => {
  const registry = createPresenceRegistry(createFakeClock(), () => undefined)
  const seen: [string, boolean][] = []
  const devices = createDeviceConnections(registry, [
    { arrived: async () => void seen.push(['arrived', registry.isPresent(userId)]) },
    { left: () => void seen.push(['left', registry.isPresent(userId)]) },
  ])
  await devices.arrive(desk, () => false)
  expect(seen).toEqual([])
  await devices.arrive(desk, () => true)
  devices.leave(desk)
  expect(seen).toEqual([
    ['arrived', true],
    ['left', false],
  ])
})

it('a listener that fails makes the arrival fail, and the device is present all the same', async () => {
  const registry = createPresenceRegistry(createFakeClock(), () => undefined)
  const devices = createDeviceConnections(registry, [{ arrived: () => Promise.reject(new Error('no store')) }])
  await expect(devices.arrive(desk, () => true)).rejects.toThrow('no store')
  expect(registry.isPresent(userId)).toBe(true)
})
