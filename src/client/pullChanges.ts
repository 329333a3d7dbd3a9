import type { SessionSet } from '../shared/model/digest/sessionDigest.ts'
import type { Failure } from '../shared/model/failure.ts'
import type { SessionId } from '../shared/model/ids.ts'
import type { ChangesPull, SyncedSession } from '../shared/protocol/sync.ts'
import type { UpAnswer } from '../shared/protocol/up.ts'
import type { Reply } from './reply.ts'

/** A page of the sessions that changed. */
export interface ChangesPage {
  readonly sessions: readonly SyncedSession[]
  /** Whether the pages hold all sessions, and not only those that changed. */
  readonly isComplete: boolean
  /** There with the last page: the moment to ask from the next time (null: from the start), and the sessions of all pages. */
  readonly end: { readonly token: string | null; readonly seen: ReadonlySet<SessionId> } | null
}

export interface PullChangesParts {
  /** The token of the last time; null: there is none. */
  readonly since: string | null
  readonly ask: (request: ChangesPull) => Promise<Reply<'sync:pull'>>
  /** Takes the page that has come, before the next one is asked for. Returns why it could not be taken, or null. */
  readonly take: (page: ChangesPage) => Failure | null
  /** Returns whether the sessions that are held are those that the relay lists. */
  readonly agrees: (listed: SessionSet) => boolean
}

/**
 * End of a pull. `complete`: every page was taken; `agrees`: and what is held is what the relay lists. Otherwise a page was not answered, did not fit, or
 * could not be taken, and the token of the last time is still the one to ask from.
 */
export type ChangesEnd =
  | { readonly outcome: 'complete'; readonly agrees: boolean }
  | { readonly outcome: 'interrupted'; readonly failure: Failure }

export const unfitPages: Failure = {
  kind: 'internal',
  message:
    'What the relay sent does not fit together, and was not taken. It is tried again; tell who runs the relay if this stays.',
}

/** Pulls the sessions that changed, page after page, and all of them once more where what is held is then not what the relay lists. */
export async function pullChanges(parts: PullChangesParts): Promise<ChangesEnd> {
  const end = await pullRun(parts, parts.since)
  if ('failure' in end) return { outcome: 'interrupted', failure: end.failure }
  if (parts.agrees(end.listed)) return { outcome: 'complete', agrees: true }
  if (end.isComplete) return { outcome: 'complete', agrees: false }
  return pullChanges({ ...parts, since: null })
}

async function pullRun(
  { ask, take }: Pick<PullChangesParts, 'ask' | 'take'>,
  since: string | null,
): Promise<{ readonly listed: SessionSet; readonly isComplete: boolean } | { readonly failure: Failure }> {
  const seen = new Set<SessionId>()
  const pages = new Set<string>()
  let isComplete = since === null
  let token: string | null = null
  for (let page: string | undefined; ; ) {
    const isFirst = page === undefined
    const reply = await ask({ scope: 'changes', since, ...(page !== undefined && { page }) })
    if (reply.outcome !== 'answered') return { failure: reply.failure }
    const { answer } = reply
    // A token can become useless on the way: then the pages begin anew, with everything.
    const beginsAnew = answer.complete === true && !isComplete
    if (beginsAnew) seen.clear()
    if (isFirst || beginsAnew) token = answer.token ?? null
    isComplete ||= beginsAnew
    page = answer.page
    const sessions = digested(answer)
    const isRepeated = page !== undefined && pages.has(page)
    if (!sessions || !answer.listed || isRepeated || answer.more !== (page !== undefined))
      return { failure: unfitPages }
    for (const { id } of sessions) seen.add(id)
    const refused = take({ sessions, isComplete, end: page === undefined ? { token, seen } : null })
    if (refused) return { failure: refused }
    if (page === undefined) return { listed: answer.listed, isComplete }
    pages.add(page)
  }
}

/** The sessions of a page; undefined where one comes without its digest. */
function digested({ sessions = [] }: UpAnswer<'sync:pull'>): readonly SyncedSession[] | undefined {
  return sessions.every(({ digest }) => digest !== undefined) ? sessions : undefined
}
