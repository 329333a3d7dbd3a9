import type { Logger } from 'pino'
import type { Clock } from '../../src/shared/model/clock.ts'
import type { EntryId } from '../../src/shared/model/ids.ts'
import type { Append, AppendOutcome, Store, StoredWatermark } from '../store/store.ts'
import { createAdvanceWatermarks } from './advanceWatermarks.ts'
import { createAppendMessage } from './appendMessage.ts'
import { createPacer } from './createPacer.ts'
import { createGroupCommit } from './groupCommit.ts'
import type { Publish } from './news.ts'
import { createPullSync, visibleSessions } from './pullSync.ts'
import { createPutSession } from './putSession.ts'
import { createReadMessages } from './readMessages.ts'
import type { SessionDirectory } from './sessionDirectory.ts'
import type { SessionUseCases } from './sessionUseCases.ts'
import { viewSession } from './viewSession.ts'

/** Entries, or requests for watermarks, in one transaction. */
const largestBatch = 1_000

/**
 * How long receipts are gathered after some were stored. Each makes a frame for everyone in the session; a person does not
 * see them later for it, and a busy session would otherwise carry more receipts than messages.
 */
const receiptRestMs = 25

export interface SessionUseCasesParts {
  readonly store: Store
  readonly directory: SessionDirectory
  readonly publish: Publish
  readonly clock: Pick<Clock, 'now'>
  readonly newEntryId: () => EntryId
  readonly nextTurn: (task: () => void) => void
  /** The timer by which receipts are gathered for some milliseconds. */
  readonly after: Clock['after']
  readonly log: Logger
}

/** The use cases, and `drain`: resolves when everything that was asked for by now is committed or refused. */
export function createSessionUseCases(
  parts: SessionUseCasesParts,
): SessionUseCases & { readonly drain: () => Promise<void> } {
  const { store, directory, publish, nextTurn, after, log } = parts
  const appends = createGroupCommit<Append, AppendOutcome>({
    commit: store.log.appendAll,
    largestBatch,
    nextTurn,
    log,
  })
  const raises = createGroupCommit<readonly StoredWatermark[], true>({
    commit: raiseAll,
    largestBatch,
    nextTurn: createPacer({ restMs: receiptRestMs, after, nextTurn }),
    log,
  })

  async function raiseAll(requests: readonly (readonly StoredWatermark[])[]): Promise<true[]> {
    for (const mark of await store.watermarks.raiseAll(requests.flat())) {
      const session = directory.known(mark.sessionId)
      if (session) publish({ kind: 'watermark', session, mark })
    }
    return requests.map(() => true)
  }

  return {
    appendMessage: createAppendMessage({ ...parts, append: appends.add }),
    advanceWatermarks: createAdvanceWatermarks({ directory, raise: raises.add }),
    pullSync: createPullSync(parts),
    listSessions: async (asker) => {
      const sessions = await visibleSessions(directory, asker)
      const marks = await store.watermarks.of(sessions.map(({ session }) => session.record().id))
      const marksOf = Map.groupBy(marks, (mark) => mark.sessionId)
      return sessions.map(({ session, threads }) =>
        viewSession(session, marksOf.get(session.record().id) ?? [], threads),
      )
    },
    readMessages: createReadMessages(parts),
    ...createPutSession(parts),
    drain: async () => {
      await Promise.all([appends.drain(), raises.drain()])
    },
  }
}
