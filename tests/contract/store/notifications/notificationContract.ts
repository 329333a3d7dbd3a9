import { describe, expect, it } from 'vitest'
import type { NotificationRaise, StoredNotification } from '../../../../relay/store/notifications/storedNotification.ts'
import { callIdSchema } from '../../../../src/shared/model/call.ts'
import { type NotificationId, notificationIdSchema, topicSchema } from '../../../../src/shared/model/notification.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { atMs, patient as callee, clinician as caller, otherSessionId, sessionId, uuid } from '../storeRecords.ts'

const notificationId = (number: number): NotificationId => notificationIdSchema.parse(uuid(number))
const message = (number: number, of = sessionId, userId = callee): NotificationRaise => ({
  id: notificationId(number),
  userId,
  about: { kind: 'message', sessionId: of },
  priority: 'normal',
  atMs: atMs + number,
})
const missed = (number: number): NotificationRaise => ({
  ...message(number),
  about: { kind: 'missedCall', sessionId, callId: callIdSchema.parse(uuid(number)) },
  priority: 'high',
})
const announcement = (number: number, userId = callee): StoredNotification => ({
  id: notificationId(number),
  userId,
  about: { kind: 'announcement', title: 'Closed', text: 'We are closed on Monday.', topic: topicSchema.parse('news') },
  priority: 'low',
  count: 1,
  atMs: atMs + number,
  read: false,
})
const everything = { limit: 100, unreadOnly: false }

/** Notifications are counted without loss, and belong to their user. */
export function notificationContract({ store }: ContractStore): void {
  describe('notifications', () => {
    it('count the messages of a session in one while it is unread, and begin a new one after', async () => {
      const [first] = await store().notifications.raiseAll([message(1), message(2), message(3, otherSessionId)])
      expect(first).toMatchObject({ id: notificationId(1), count: 2, atMs: atMs + 2, read: false })
      expect(await store().notifications.raiseAll([message(4)])).toMatchObject([{ id: notificationId(1), count: 3 }])
      expect(await store().notifications.raiseAll([missed(5)])).toMatchObject([{ id: notificationId(5), count: 1 }])
      expect(await store().notifications.countUnread(callee)).toBe(3)
      expect(await store().notifications.read(callee, notificationId(1))).toBe('marked')
      expect(await store().notifications.read(callee, notificationId(1))).toBe('already')
      expect(await store().notifications.raiseAll([message(6)])).toMatchObject([{ id: notificationId(6), count: 1 }])
      expect(await store().notifications.countUnread(callee)).toBe(3)
    })

    it('lose no count when many are raised at once', async () => {
      await Promise.all(Array.from({ length: 20 }, (_, index) => store().notifications.raiseAll([message(index + 1)])))
      expect(await store().notifications.list(callee, everything)).toMatchObject([{ count: 20 }])
    })

    it('are listed the newest first, in pages, and only for their user', async () => {
      await store().notifications.raiseAll([message(1), missed(2)])
      await store().notifications.insertAll([announcement(3), announcement(4, caller)])
      await store().notifications.insertAll([announcement(3)])
      const listed = await store().notifications.list(callee, everything)
      expect(listed.map(({ id }) => id)).toEqual([notificationId(3), notificationId(2), notificationId(1)])
      expect(listed[0]).toEqual(announcement(3))
      const page = await store().notifications.list(callee, { ...everything, beforeMs: atMs + 3, limit: 1 })
      expect(page.map(({ id }) => id)).toEqual([notificationId(2)])
      expect(await store().notifications.read(callee, notificationId(4))).toBe('unknown')
      expect(await store().notifications.readAll(callee)).toBe(3)
      expect(await store().notifications.readAll(callee)).toBe(0)
      expect(await store().notifications.list(callee, { ...everything, unreadOnly: true })).toEqual([])
      expect(await store().notifications.countUnread(caller)).toBe(1)
    })

    it('of the messages of one session are marked, and neither its missed calls nor other sessions', async () => {
      await store().notifications.raiseAll([message(1), missed(2), message(3, otherSessionId)])
      expect(await store().notifications.readSession(callee, sessionId)).toEqual([notificationId(1)])
      expect(await store().notifications.readSession(callee, sessionId)).toEqual([])
      expect(await store().notifications.countUnread(callee)).toBe(2)
    })

    it('are purged when they are old, sooner when they were read', async () => {
      await store().notifications.insertAll([announcement(1), announcement(2), announcement(3)])
      await store().notifications.read(callee, notificationId(2))
      expect(await store().notifications.purge(atMs + 3, atMs + 2)).toBe(2)
      expect((await store().notifications.list(callee, everything)).map(({ id }) => id)).toEqual([notificationId(3)])
    })
  })
}
