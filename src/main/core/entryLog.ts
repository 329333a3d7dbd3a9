import type { Entry } from '../../shared/model/entry.ts'
import type { EntryId, SessionId, UserId } from '../../shared/model/ids.ts'
import type { Role } from '../../shared/model/role.ts'
import type { Session } from '../../shared/model/session.ts'
import type { OutboxMessage } from '../storage/outboxStore.ts'
import type { Storage } from '../storage/storage.ts'
import type { Emit } from './events.ts'
import type { Outbox } from './outbox.ts'
import { createThreadFold } from './threadFold.ts'
import type { WatermarkKeeper } from './watermarkKeeper.ts'

export interface EntryLogParts {
  readonly storage: Storage
  readonly self: () => { readonly userId: UserId; readonly name: string; readonly role: Role }
  readonly emit: Emit
  readonly touch: (sessionId: SessionId) => void
  readonly outbox: () => Pick<Outbox, 'find' | 'settled' | 'parkSession'>
  readonly watermarks: Pick<WatermarkKeeper, 'advance' | 'merge'>
  /** Entries arrived that leave something out, or of a session that is not here. */
  readonly lacking: (what: 'entries' | 'entriesSoon' | 'sessions') => void
  /** Their senders type no longer. */
  readonly stored: (entries: readonly Entry[]) => void
}

export type EntryLog = ReturnType<typeof createEntryLog>

/**
 * Puts on the disk what the relay says of sessions and entries, each frame or page in one transaction, and tells of it
 * afterwards. Applying the same again changes nothing. Everything here throws `diskFull` with nothing changed.
 */
export function createEntryLog(parts: EntryLogParts) {
  const { storage } = parts

  function logged(entries: readonly Entry[], settled: readonly EntryId[], touched: readonly SessionId[]): void {
    parts.outbox().settled(settled)
    if (entries.length > 0) {
      parts.emit({ name: 'entriesChanged', payload: { logged: [...entries], pending: [], withdrawn: [] } })
      parts.stored(entries)
    }
    touched.forEach(parts.touch)
    parts.watermarks.advance()
  }

  return {
    /** Entries in the order of each thread. An own message among them is settled, as if it had been acknowledged. */
    receive: (entries: readonly Entry[]): void => {
      const { userId } = parts.self()
      const outcome = storage.transact(() => {
        const fold = createThreadFold(storage, userId)
        const shown: Entry[] = []
        const settled: EntryId[] = []
        let lacking: 'entries' | 'sessions' | null = null
        for (const entry of entries) {
          const taken = fold.take(entry)
          if (taken === 'unknown') lacking = 'sessions'
          if (taken === 'lacking') lacking ??= 'entries'
          if (taken === 'unknown' || taken === 'lacking') continue
          const isSettled = entry.senderId === userId && parts.outbox().find(entry.id) !== undefined
          if (isSettled) {
            storage.outbox.remove(entry.id)
            settled.push(entry.id)
          }
          if (taken === 'stored' || isSettled) shown.push(entry)
        }
        return { shown, settled, lacking, touched: fold.save() }
      })
      logged(outcome.shown, outcome.settled, outcome.touched)
      if (outcome.lacking) parts.lacking(outcome.lacking)
    },

    /** An own message that the relay has acknowledged. */
    settle: (message: OutboxMessage, place: { readonly seq: number; readonly at: number }): void => {
      if (!parts.outbox().find(message.id)) return
      const { userId, name, role } = parts.self()
      const { id, sessionId, thread, text, replyTo } = message
      const { entry, taken, touched } = storage.transact(() => {
        storage.outbox.remove(id)
        const here = storage.sessions.find(sessionId)?.participants.find((one) => one.userId === userId)
        const entry: Entry = {
          ...{ id, sessionId, thread, ...place },
          senderId: userId,
          senderName: here?.name ?? name,
          senderRole: here?.role ?? role,
          body: { kind: 'message', type: 'text', text, ...(replyTo !== null && { replyTo }) },
        }
        const fold = createThreadFold(storage, userId)
        return { entry, taken: fold.takeAhead(entry), touched: fold.save() }
      })
      logged([entry], [id], touched.length > 0 ? touched : [sessionId])
      // What lies before it is most often in the next frame already.
      if (taken === 'lacking') parts.lacking('entriesSoon')
    },

    /**
     * What the relay says of sessions. `complete`: there are no others; those that are here and not among them go, and what
     * was unsent in them is parked.
     */
    receiveSessions: (sessions: readonly Session[], gone: 'complete' | readonly SessionId[]): void => {
      const { userId } = parts.self()
      const { changed, parked } = storage.transact(() => {
        const listed = new Set(sessions.map(({ id }) => id))
        const removed = (gone === 'complete' ? storage.sessions.ids() : gone).filter((id) => !listed.has(id))
        const changed = sessions.filter((session) => {
          const isChanged = storage.sessions.put(session)
          const grown = session.watermarks.filter((mark) =>
            parts.watermarks.merge({ ...mark, sessionId: session.id }, userId),
          )
          return isChanged || grown.length > 0
        })
        const parked = removed.map((id) => {
          storage.sessions.remove(id)
          return parts.outbox().parkSession(id)
        })
        return { changed: [...removed, ...changed.map(({ id }) => id)], parked }
      })
      for (const finish of parked) finish()
      changed.forEach(parts.touch)
      parts.lacking('entries')
    },
  }
}
