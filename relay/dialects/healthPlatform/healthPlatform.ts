import type { Dialect } from '../table/dialect.ts'
import { dateOf } from '../table/fields.ts'
import { callFrames, callRows } from './healthCalls.ts'
import { healthEvents, healthFrame } from './healthEvents.ts'
import { messageDown, messageRows } from './healthMessages.ts'
import { noticeRows, notificationFrames, viewPresence } from './healthNotices.ts'
import { roleWord, roomDown, roomKind, roomRows } from './healthRooms.ts'

/** The dialect of the health platform: rooms of several types, receipts, calls, presence and notifications, all acknowledged. */
export const healthPlatform: Dialect = {
  name: 'healthPlatform',
  namespace: '/',
  isAssumed: true,
  rooms: { perSession: 'several', typeOf: roomKind },
  welcome: async (actions, { principal: { userId, role }, send }) => {
    const payload = { message: 'Connected', userId, role: roleWord(role), timestamp: dateOf(actions.now()) }
    send(healthFrame('connected', payload))
  },
  alwaysSendsErrors: false,
  events: healthEvents,
  speaks: (event) => (Object.hasOwn(healthPlatform.up, event) ? 'certainly' : 'no'),
  up: { ...roomRows, ...messageRows, ...callRows, ...noticeRows },
  down: {
    ...roomDown,
    ...messageDown,
    presence: (presence, to) => [healthFrame('presence:changed', viewPresence(presence, to))],
    personal: (update, to) => {
      if (update.event === 'notification:new') return notificationFrames(update.payload.items)
      // The document has no event for what was read elsewhere.
      if (update.event === 'notification:read') return []
      return callFrames(update, to)
    },
  },
}
