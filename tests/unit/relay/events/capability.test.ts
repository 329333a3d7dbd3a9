import { expect, it } from 'vitest'
import { joinCapabilities, readingsBy } from '../../../../relay/events/capability.ts'
import { createEventBus } from '../../../../relay/events/eventBus.ts'
import { createLog } from '../../../../relay/log.ts'

it('are started and stopped in their order, each when the one before has done', async () => {
  const noted: string[] = []
  const later = (name: string) => async () => {
    await Promise.resolve()
    noted.push(name)
  }
  const node = joinCapabilities(createEventBus(createLog('silent')), [
    { start: later('start a'), stop: later('stop a') },
    { refuse: () => noted.push('refuse b'), stop: later('stop b') },
    { start: () => void noted.push('start c') },
  ])
  await node.start()
  node.refuse()
  await node.stop()
  expect(noted).toEqual(['start a', 'start c', 'refuse b', 'stop a', 'stop b'])
})

it('receive events, and their figures are put together', () => {
  const received: string[] = []
  const bus = createEventBus<string>(createLog('silent'))
  const node = joinCapabilities(bus, [
    {
      subscribe: { native: { fromAnyNode: { tells: () => received.push('native') } } },
      gauges: () => [{ gauge: 'connections', value: 2 }],
    },
    {
      subscribe: {
        notifications: { fromThisNode: { tells: () => received.push('notifications') } },
        calls: { fromOtherNodes: { tells: () => received.push('calls') } },
      },
      gauges: () => readingsBy('connectionsByRole', ['patient', 'clinician', 'patient'], (role) => role),
    },
  ])
  bus.publish({ kind: 'tells', tells: [] })
  expect(received).toEqual(['notifications', 'native'])
  expect(node.gauges()).toEqual([
    { gauge: 'connections', value: 2 },
    { gauge: 'connectionsByRole', label: 'patient', value: 2 },
    { gauge: 'connectionsByRole', label: 'clinician', value: 1 },
  ])
})
