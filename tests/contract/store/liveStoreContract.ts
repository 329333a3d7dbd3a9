import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CallRecord } from '../../../relay/store/calls/callStore.ts'
import type { NotificationRaise, StoredNotification } from '../../../relay/store/notifications/storedNotification.ts'
import type { Store } from '../../../relay/store/store.ts'
import { type CallId, callIdSchema } from '../../../src/shared/model/call.ts'
import { sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { type NotificationId, notificationIdSchema, topicSchema } from '../../../src/shared/model/notification.ts'

const atMs = Date.UTC(2026, 0, 5, 9)
const sessionId = sessionIdSchema.parse('s1')
const otherSessionId = sessionIdSchema.parse('s2')
const caller = userIdSchema.parse('doc')
const callee = userIdSchema.parse('pat')

const uuid = (number: number) => `01900000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`
const callId = (number: number): CallId => callIdSchema.parse(uuid(number))
const notificationId = (number: number): NotificationId => notificationIdSchema.parse(uuid(number))

function call(change: Partial<CallRecord> = {}): CallRecord {
  return {
    id: callId(1),
    sessionId,
    callerId: caller,
    callerName: 'Doc',
    callerDevice: 'desk',
    calleeId: callee,
    calleeDevice: null,
    callType: 'video',
    state: 'ringing',
    startedAtMs: atMs,
    ringsUntilMs: atMs + 45_000,
    acceptedAtMs: null,
    endedAtMs: null,
    endedBy: null,
    endReason: null,
    ...change,
  }
}

const message = (number: number, of = sessionId, userId = callee): NotificationRaise => ({
  id: notificationId(number),
  userId,
  about: { kind: 'message', sessionId: of },
  priority: 'normal',
  atMs: atMs + number,
})
const missed = (number: number): NotificationRaise => ({
  ...message(number),
  about: { kind: 'missedCall', sessionId, callId: callId(number) },
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

/** Contract of calls and notifications on every database; both sessions are to be there. */
export function liveStoreContract(
  name: string,
  open: () => Promise<{ readonly store: Store; readonly remove: () => Promise<void> }>,
): void {
  describe(`calls and notifications in the store on ${name}`, () => {
    let opened: Awaited<ReturnType<typeof open>>
    let store: Store

    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(async () => {
      await store.close()
      await opened.remove()
    })

    it('takes a call once, and gives what it has when the id comes again', async () => {
      expect(await store.calls.insert(call())).toEqual({ call: call(), isNew: true })
      expect(await store.calls.insert(call({ callType: 'audio' }))).toEqual({ call: call(), isNew: false })
      expect(await store.calls.find(callId(1))).toEqual(call())
      expect(await store.calls.find(callId(2))).toBeUndefined()
    })

    it('lets one of many devices that accept at once have the call', async () => {
      await store.calls.insert(call())
      const outcomes = await Promise.all(
        ['a', 'b', 'c', 'd'].map((calleeDevice) =>
          store.calls.change(callId(1), ['ringing'], { state: 'active', calleeDevice, acceptedAtMs: atMs + 10 }),
        ),
      )
      const winners = outcomes.filter((outcome) => outcome !== undefined)
      expect(winners).toHaveLength(1)
      expect(await store.calls.find(callId(1))).toEqual(winners[0])
    })

    it('ends a call once, from the states that are named', async () => {
      await store.calls.insert(call())
      const to = { state: 'ended', endedAtMs: atMs + 5, endedBy: caller, endReason: 'cancelled' } as const
      expect(await store.calls.change(callId(1), ['active'], to)).toBeUndefined()
      const ended = { state: 'ended', endedAtMs: atMs + 5, endedBy: caller, endReason: 'cancelled' } as const
      expect(await store.calls.change(callId(1), ['ringing', 'active'], to)).toEqual(call(ended))
      expect(await store.calls.change(callId(1), ['ringing', 'active'], to)).toBeUndefined()
    })

    it('lists the open calls of a user on either side, the oldest first', async () => {
      const third = userIdSchema.parse('third')
      await store.calls.insert(call({ id: callId(2), startedAtMs: atMs + 2 }))
      await store.calls.insert(call({ id: callId(1), callerId: callee, calleeId: third, startedAtMs: atMs + 1 }))
      await store.calls.insert(call({ id: callId(3), state: 'missed', startedAtMs: atMs }))
      const ids = async (of: Parameters<Store['calls']['open']>[0]) => (await store.calls.open(of)).map(({ id }) => id)
      expect(await ids({ userId: callee })).toEqual([callId(1), callId(2)])
      expect(await ids({ userId: third })).toEqual([callId(1)])
      expect(await ids('everything')).toEqual([callId(1), callId(2)])
    })

    it('keeps the measures of a call as they were given', async () => {
      await store.calls.insert(call())
      const quality = { packetLossPercent: 2.35, jitterMs: 12.5, roundTripMs: 80.1, bitrateKbps: 950.25 }
      await store.calls.addQuality(callId(1), callee, atMs, quality)
      await store.calls.addQuality(callId(1), callee, atMs, { ...quality, jitterMs: 99 })
      await store.calls.addQuality(callId(1), caller, atMs + 1, { packetLossPercent: 0, jitterMs: 0, roundTripMs: 0 })
      expect(await store.calls.quality(callId(1))).toEqual([
        { userId: callee, atMs, quality },
        { userId: caller, atMs: atMs + 1, quality: { packetLossPercent: 0, jitterMs: 0, roundTripMs: 0 } },
      ])
    })

    it('counts what comes to a session into one unread notification, and begins a new one once it was read', async () => {
      const [first] = await store.notifications.raiseAll([message(1), message(2), message(3, otherSessionId)])
      expect(first).toMatchObject({ id: notificationId(1), count: 2, atMs: atMs + 2, read: false })
      expect(await store.notifications.raiseAll([message(4)])).toMatchObject([{ id: notificationId(1), count: 3 }])
      expect(await store.notifications.raiseAll([missed(5)])).toMatchObject([{ id: notificationId(5), count: 1 }])
      expect(await store.notifications.countUnread(callee)).toBe(3)
      expect(await store.notifications.read(callee, notificationId(1))).toBe('marked')
      expect(await store.notifications.read(callee, notificationId(1))).toBe('already')
      expect(await store.notifications.raiseAll([message(6)])).toMatchObject([{ id: notificationId(6), count: 1 }])
      expect(await store.notifications.countUnread(callee)).toBe(3)
    })

    it('loses no count when many count at once', async () => {
      await Promise.all(Array.from({ length: 20 }, (_, index) => store.notifications.raiseAll([message(index + 1)])))
      expect(await store.notifications.list(callee, everything)).toMatchObject([{ count: 20 }])
    })

    it('lists the newest first, in pages, and only to their user', async () => {
      await store.notifications.raiseAll([message(1), missed(2)])
      await store.notifications.insertAll([announcement(3), announcement(4, caller)])
      await store.notifications.insertAll([announcement(3)])
      const listed = await store.notifications.list(callee, everything)
      expect(listed.map(({ id }) => id)).toEqual([notificationId(3), notificationId(2), notificationId(1)])
      expect(listed[0]).toEqual(announcement(3))
      const page = await store.notifications.list(callee, { ...everything, beforeMs: atMs + 3, limit: 1 })
      expect(page.map(({ id }) => id)).toEqual([notificationId(2)])
      expect(await store.notifications.read(callee, notificationId(4))).toBe('unknown')
      expect(await store.notifications.readAll(callee)).toBe(3)
      expect(await store.notifications.readAll(callee)).toBe(0)
      expect(await store.notifications.list(callee, { ...everything, unreadOnly: true })).toEqual([])
      expect(await store.notifications.countUnread(caller)).toBe(1)
    })

    it('marks the messages of one session, and neither its missed calls nor other sessions', async () => {
      await store.notifications.raiseAll([message(1), missed(2), message(3, otherSessionId)])
      expect(await store.notifications.readSession(callee, sessionId)).toEqual([notificationId(1)])
      expect(await store.notifications.readSession(callee, sessionId)).toEqual([])
      expect(await store.notifications.countUnread(callee)).toBe(2)
    })

    it('removes what is old, what was read sooner', async () => {
      await store.notifications.insertAll([announcement(1), announcement(2), announcement(3)])
      await store.notifications.read(callee, notificationId(2))
      expect(await store.notifications.purge(atMs + 3, atMs + 2)).toBe(2)
      expect((await store.notifications.list(callee, everything)).map(({ id }) => id)).toEqual([notificationId(3)])
    })

    it('keeps the topics of each user, and finds their subscribers by role', async () => {
      const [news, drills] = [topicSchema.parse('news'), topicSchema.parse('drills')]
      await store.notifications.subscribe(callee, 'patient', [news, drills, news])
      await store.notifications.subscribe(callee, 'patient', [news])
      await store.notifications.subscribe(caller, 'clinician', [news])
      expect(await store.notifications.topicsOf(callee)).toEqual([drills, news])
      expect(await store.notifications.subscribers(news, undefined)).toEqual([caller, callee])
      expect(await store.notifications.subscribers(news, ['clinician', 'admin'])).toEqual([caller])
      await store.notifications.setRole(caller, 'patient')
      await store.notifications.setRole(callee, 'clinician')
      expect(await store.notifications.subscribers(news, ['clinician', 'admin'])).toEqual([callee])
      expect(await store.notifications.subscribers(drills, ['clinician'])).toEqual([callee])
      await store.notifications.unsubscribe(callee, [news])
      expect(await store.notifications.topicsOf(callee)).toEqual([drills])
    })
  })
}
