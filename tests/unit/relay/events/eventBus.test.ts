import { expect, it } from 'vitest'
import { createEventBus } from '../../../../relay/events/eventBus.ts'
import type { UserEvent } from '../../../../relay/events/relayEvent.ts'
import { createLog } from '../../../../relay/log.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { testEntry } from '../../../support/console/screenBuilders.ts'

const userId = userIdSchema.parse('pat')
const changed: UserEvent = { kind: 'user', userId }

/** A bus, and what its subscribers and its log noted, in order. */
function openBus() {
  const noted: string[] = []
  const lines: string[] = []
  const log = createLog('error', { write: (line) => void lines.push(line) })
  const note = (name: string) => () => void noted.push(name)
  return { bus: createEventBus<string>(log), noted, lines, note }
}

it('passes an event in the stated order, whoever subscribed first', () => {
  const { bus, noted, note } = openBus()
  bus.subscribe('cluster', { fromAnyNode: { user: note('cluster') } })
  bus.subscribe('dialects', { fromAnyNode: { user: note('dialects') } })
  bus.subscribe('notifications', { fromAnyNode: { user: note('notifications') } })
  bus.subscribe('native', { fromAnyNode: { user: note('native') } })
  bus.publish(changed)
  expect(noted).toEqual(['notifications', 'native', 'dialects', 'cluster'])
})

it('hands the session of an event on, and only to those who listen for its kind', () => {
  const { bus, noted, note } = openBus()
  bus.subscribe('native', {
    fromAnyNode: { clinicianReady: (event, session) => noted.push(`${event.clinicianId} ${session}`) },
  })
  bus.subscribe('dialects', { fromAnyNode: { typing: note('typing'), user: note('user') } })
  bus.publishInSession({ kind: 'clinicianReady', clinicianId: userId }, 'a session')
  expect(noted).toEqual(['pat a session'])
})

it('keeps what this node published apart from what others did', () => {
  const { bus, noted, note } = openBus()
  bus.subscribe('calls', {
    fromThisNode: { user: note('here') },
    fromOtherNodes: { user: note('elsewhere') },
    fromAnyNode: { user: note('everywhere') },
  })
  bus.publish(changed)
  bus.deliver(changed)
  expect(noted).toEqual(['here', 'everywhere', 'elsewhere', 'everywhere'])
})

it('lets entries be put into order before they are passed on, and nothing else', () => {
  const { bus, noted, note } = openBus()
  const waiting: (() => void)[] = []
  bus.orderEntries((event, session) => waiting.push(() => bus.deliverInSession(event, session)))
  bus.subscribe('notifications', { fromThisNode: { entry: note('stored here') } })
  bus.subscribe('native', { fromAnyNode: { entry: note('its turn'), clinicianReady: note('ready') } })
  bus.publishInSession({ kind: 'entry', entry: testEntry('s1', 1) }, 'a session')
  bus.publishInSession({ kind: 'clinicianReady', clinicianId: userId }, 'a session')
  for (const deliver of waiting) deliver()
  expect(noted).toEqual(['stored here', 'ready', 'its turn'])
})

it('is not stopped by a subscriber that fails, nor is who published it; the log says which', () => {
  const { bus, noted, lines, note } = openBus()
  bus.subscribe('native', {
    fromThisNode: {
      user: () => {
        throw new Error('a defect before delivery')
      },
    },
    fromAnyNode: {
      user: () => {
        throw new Error('a defect of the transport')
      },
    },
  })
  bus.subscribe('dialects', { fromAnyNode: { user: note('dialects') } })
  bus.subscribe('notifications', { fromThisNode: { user: note('notifications') } })
  bus.publish(changed)
  expect(noted).toEqual(['notifications', 'dialects'])
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { event: 'user', code: 'native', msg: 'a subscriber of events failed' },
    { event: 'user', code: 'native', msg: 'a subscriber of events failed' },
  ])
})

it('takes an event that a subscriber publishes while it receives another', () => {
  const { bus, noted, note } = openBus()
  bus.subscribe('native', {
    fromAnyNode: { user: () => bus.publish({ kind: 'tells', tells: [] }), tells: note('tells') },
  })
  bus.subscribe('dialects', { fromAnyNode: { user: note('user') } })
  bus.publish(changed)
  expect(noted).toEqual(['tells', 'user'])
})
