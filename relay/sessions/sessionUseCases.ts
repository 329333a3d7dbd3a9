import type { Entry } from '../../src/shared/model/entry.ts'
import type { EntryId, SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Session } from '../../src/shared/model/session.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { SessionPut } from '../../src/shared/protocol/rest.ts'
import type { UpRequest } from '../../src/shared/protocol/up.ts'
import type { Asker } from './asker.ts'

export interface MessagesQuery {
  /** Messages with a greater `seq`, ascending from it. */
  readonly after?: number | undefined
  /** Messages with a smaller `seq`: the last ones before it, still ascending. */
  readonly before?: number | undefined
  readonly limit: number
  readonly thread: Thread
}

/**
 * What can be done with sessions, whatever the request came in by. Each checks the asker's access, resolves after the commit,
 * tells everyone concerned who is connected, and refuses by throwing a `FailureError`.
 */
export interface SessionUseCases {
  /** Refuses with `notFound`, `sessionClosed`, `conflict`, `diskFull` or `unavailable`. The form of the message was checked where it came in. */
  readonly appendMessage: (
    asker: Asker,
    message: UpRequest<'message:send'>,
  ) => Promise<{ readonly id: EntryId; readonly seq: number; readonly at: number }>
  /**
   * Raises the asker's own watermarks, at most to the newest entry. Marks of threads that are not (or no longer) the asker's
   * are passed over; when none is the asker's: `notFound`.
   */
  readonly advanceWatermarks: (asker: Asker, request: UpRequest<'watermark:advance'>) => Promise<void>
  /** A page of what the asker lacks; threads that are not the asker's are left out of it. */
  readonly pullSync: (
    asker: Asker,
    request: UpRequest<'sync:pull'>,
  ) => Promise<{ readonly sessions?: Session[]; readonly entries: Entry[]; readonly more: boolean }>
  /** All sessions the asker may see, ascending by id. */
  readonly listSessions: (asker: Asker) => Promise<Session[]>
  /** Messages (entries of kind `message`) of one thread, ascending. Without `after` and `before`: the newest. */
  readonly readMessages: (asker: Asker, sessionId: SessionId, query: MessagesQuery) => Promise<Entry[]>
  /** Creates or changes a session, with its membership and state entries. Administrators only (`forbidden`). */
  readonly putSession: (asker: Asker, sessionId: SessionId, put: SessionPut) => Promise<Session>
  /** To be called after an account was put: sessions show the new name from then on. */
  readonly userChanged: (userId: UserId) => Promise<void>
}
