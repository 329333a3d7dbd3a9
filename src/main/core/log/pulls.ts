import { pullChanges, unfitPages } from '../../../client/pullChanges.ts'
import type { Reply } from '../../../client/reply.ts'
import { type Failure, retryPolicyOf } from '../../../shared/model/failure.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import { limits } from '../../../shared/protocol/limits.ts'
import type { SyncPull } from '../../../shared/protocol/sync.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import { otherProtocol } from '../link/otherProtocol.ts'
import type { Transport } from '../link/transport.ts'
import type { Log } from '../runtime/log.ts'
import type { Commit } from './commit.ts'
import { createListPages, diskRefused, type ListPagesParts } from './listPages.ts'

export interface PullParts extends ListPagesParts {
  /** Returns the moment of the relay's past from which changes are asked for; null: from the start. */
  readonly syncToken: () => string | null
  readonly commit: ListPagesParts['commit'] & Pick<Commit, 'storeDigests' | 'asOfNow'>
  readonly transport: Pick<CurrentTransport, 'report'>
  readonly log: Log
}

const closed: Failure = { kind: 'unavailable', message: 'The console is closing.' }

/** Creates what fetches sessions with their digests in pages, each stored before the next is asked for. */
export function createPulls(parts: PullParts) {
  const { storage, commit } = parts
  const list = createListPages(parts)
  let isClosed = false

  async function ask(over: Transport, request: SyncPull): Promise<Reply<'sync:pull'>> {
    if (isClosed) return { outcome: 'unknown', failure: closed }
    const reply = await over.request('sync:pull', request)
    if (isClosed) return { outcome: 'unknown', failure: closed }
    if (reply.outcome === 'refused') {
      if (retryPolicyOf[reply.failure.kind] === 'afterSignIn') parts.transport.report('tokenRefused')
      // A relay of before does not know this request, and says that its form is wrong.
      if (reply.failure.kind === 'invalid') return { outcome: 'refused', failure: otherProtocol }
    }
    return reply
  }

  return {
    /** Fetches the sessions that have changed. Returns why it did not get through, or null. */
    pullChanges: async (over: Transport): Promise<Failure | null> => {
      if (isClosed) return closed
      const asked = { list: commit.asOfNow(), page: 0 }
      let since = parts.syncToken()
      const end = await pullChanges({
        since,
        ask: (request) => {
          asked.page = commit.asOfNow()
          if (request.page === undefined) asked.list = asked.page
          since = request.since
          return ask(over, request)
        },
        take: (page) => list.take(page, asked, since),
        agrees: list.agrees,
      })
      if (end.outcome === 'interrupted') {
        if (end.failure === unfitPages)
          parts.log.warn({}, 'the relay gave a list of sessions that does not fit together')
        return end.failure
      }
      if (!end.agrees) parts.log.warn({}, 'the relay lists other sessions than it gave')
      return null
    },

    /** Fetches the digests of single sessions. Returns as `pullChanges`. */
    pullDigests: async (over: Transport, ids: readonly SessionId[]): Promise<Failure | null> => {
      let rest = ids.toSorted()
      while (rest.length > 0) {
        const sessionIds = rest.slice(0, limits.sessionsPerPage)
        const asked = commit.asOfNow()
        const reply = await ask(over, { scope: 'sessions', sessionIds })
        if (reply.outcome !== 'answered') return reply.failure
        const { sessions = [], page } = reply.answer
        const known = sessions.filter(({ id }) => storage.sessions.find(id) !== undefined)
        if (!parts.storageHealth.write(() => commit.storeDigests(known, asked))) return diskRefused
        // Ascending: those after the last one of a page that was full are still to come.
        const last = page ?? sessionIds.at(-1) ?? ''
        const left = rest.filter((id) => id > last)
        if (left.length === rest.length) return unfitPages
        rest = left
      }
      return null
    },
    /** Asks for nothing from now on; a run under way ends with its next answer, which is let go. */
    close: (): void => {
      isClosed = true
    },
  }
}
