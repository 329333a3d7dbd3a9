import type { Notification } from '../../src/shared/model/notification.ts'
import type { StoredNotification } from '../store/notifications/storedNotification.ts'

/** A notification as its user is shown it. The words for messages and calls are fixed: they name no one and repeat nothing. */
export function viewNotification({ id, about, priority, count, atMs, read }: StoredNotification): Notification {
  const shape = { id, kind: about.kind, priority, count, at: atMs, read }
  switch (about.kind) {
    case 'message':
      return {
        ...shape,
        title: 'New messages',
        text: count === 1 ? 'You have 1 new message.' : `You have ${count} new messages.`,
        sessionId: about.sessionId,
      }
    case 'missedCall':
      return {
        ...shape,
        title: 'Missed call',
        text: count === 1 ? 'You missed 1 call.' : `You missed ${count} calls.`,
        sessionId: about.sessionId,
        callId: about.callId,
      }
    case 'announcement':
      return {
        ...shape,
        title: about.title,
        text: about.text,
        ...(about.topic === undefined ? {} : { topic: about.topic }),
      }
  }
}
