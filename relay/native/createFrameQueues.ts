import type { Entry } from '../../src/shared/model/entry.ts'
import type { SessionId } from '../../src/shared/model/ids.ts'
import type { Presence } from '../../src/shared/model/presence.ts'
import type { Session } from '../../src/shared/model/session.ts'
import type { DownPayload } from '../../src/shared/protocol/down.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import { type Coalescer, createCoalescer } from './coalesce.ts'
import type { Connection } from './connection.ts'
import { entryFrames } from './entryFrames.ts'
import { itemFrames } from './itemFrames.ts'
import type { SendFrame } from './sendFrame.ts'
import { sendPresences } from './sendPresences.ts'

type MarkItem = DownPayload<'watermarks'>['items'][number]
type TypingItem = DownPayload<'typing'>['items'][number]
type SessionItem = { readonly changed: Session } | { readonly removed: SessionId }

/** Largest sizes of items, in bytes of JSON, where each unit of an id or a name may become six. */
const markAtMost = 2_000
const typingAtMost = 3_500
const participantAtMost = 2_500
const sessionAtMost = ({ participants, watermarks }: Session): number =>
  16_000 + participants.length * participantAtMost + watermarks.length * markAtMost

/** Queues of what is sent at the end of the turn, by the event it is sent as. */
export interface FrameQueues {
  readonly sessions: Coalescer<SessionItem>
  readonly entries: Coalescer<Entry>
  readonly watermarks: Coalescer<MarkItem>
  readonly typing: Coalescer<TypingItem>
  readonly presences: Coalescer<Presence>
  readonly flush: () => void
}

/** Creates queues that become, for each connection and event, one frame, or several where one would be too large. */
export function createFrameQueues(sendFrame: SendFrame): FrameQueues {
  const sessions = createCoalescer<SessionItem>((to, items) => sendSessions(sendFrame, to, items))
  const entries = createCoalescer<Entry>((to, items) => {
    for (const frame of entryFrames(items, limits.frameBytes)) sendFrame(to, 'log:entries', { items: [...frame] })
  })
  const watermarks = createCoalescer<MarkItem>((to, items) => {
    for (const frame of itemFrames(items, limits.frameBytes, () => markAtMost))
      sendFrame(to, 'watermarks', { items: [...frame] })
  })
  const typing = createCoalescer<TypingItem>((to, items) => {
    for (const frame of itemFrames(items, limits.frameBytes, () => typingAtMost))
      sendFrame(to, 'typing', { items: [...frame] })
  })
  const presences = createCoalescer<Presence>((to, items) => sendPresences(sendFrame, to, items))
  return {
    ...{ sessions, entries, watermarks, typing, presences },
    flush: () => {
      // Sessions first: no one gets an entry of a session that they do not know of.
      for (const queue of [sessions, entries, watermarks, typing, presences]) queue.flush()
    },
  }
}

/** Sends of each session its last state only. */
function sendSessions(sendFrame: SendFrame, to: readonly Connection[], items: readonly SessionItem[]): void {
  const changed = new Map<SessionId, Session>()
  const removed = new Set<SessionId>()
  for (const item of items) {
    if ('changed' in item) {
      changed.set(item.changed.id, item.changed)
      removed.delete(item.changed.id)
    } else {
      changed.delete(item.removed)
      removed.add(item.removed)
    }
  }
  const [first = [], ...others] = itemFrames([...changed.values()], limits.frameBytes / 2, sessionAtMost)
  sendFrame(to, 'sessions:changed', { items: [...first], removed: [...removed] })
  for (const frame of others) sendFrame(to, 'sessions:changed', { items: [...frame], removed: [] })
}
