import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { Entry } from '../../../shared/model/entry.ts'
import { createFlagFinder, type FlagFinder, findFlags } from '../../../shared/model/flags/findFlags.ts'
import type { FlagList, RaisedFlag } from '../../../shared/model/flags/flagList.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import { viewMessages, withheldOf } from '../../../shared/model/messageView.ts'
import type { StoredSession, StoredThread } from '../../storage/sessionStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { Committed } from '../log/committed.ts'

type Owed = SessionSummary['owed']

/** So many entries are read first in search of the last answer, and twice as many each further time. */
const firstRead = 4
/** So many entries are looked through at most for one session: more without an answer says no more about its urgency. */
const mostRead = 400

const nothingOwed: Owed = { turns: 0, flags: [], isWhole: true }

/**
 * Creates what tells, of a session that owes a reply, how much waits and which flags it raises. Of any other nothing is read. What was
 * found is kept in memory until something of that session is committed: a flag goes with its answer, its edit and its redaction.
 */
export function createOwedTurns({
  storage,
  flagList,
}: {
  readonly storage: Pick<StorageReader, 'sessions' | 'entries' | 'ranges'>
  readonly flagList: FlagList
}) {
  let finder = createFlagFinder(flagList)
  const known = new Map<SessionId, Owed>()

  function flagsOf(text: string, place: { readonly seq: number; readonly at: number }): RaisedFlag[] {
    return findFlags(finder, text).map(({ from: _, to: __, ...flag }) => ({ ...flag, ...place }))
  }

  function ofEntries(entries: readonly Entry[], isWhole: boolean): Owed {
    const views = viewMessages(entries)
    const said = entries.flatMap(({ senderRole, seq, at }) => {
      const view = views.get(seq)
      return senderRole === 'patient' && view && !view.isRedacted ? [{ seq, at, view }] : []
    })
    const flags = said.flatMap(({ seq, at, view }) =>
      withheldOf(view) === null ? flagsOf(view.text, { seq, at }) : [],
    )
    return { turns: Math.max(1, said.length), flags: newestOfEach(flags, finder), isWhole }
  }

  /** Of what is not on this console, the list knows the newest message, shortened. */
  function flagsOfPreview({ preview, participants }: StoredSession): RaisedFlag[] {
    const isTheirs = participants.some(({ userId, role }) => role === 'patient' && userId === preview?.senderId)
    return preview && isTheirs && preview.withheld === null ? flagsOf(preview.text, preview) : []
  }

  function read(session: StoredSession): Owed {
    const care = storage.sessions.findThread(session.id, 'care')
    const newest = care && storage.ranges.of(care.threadId).at(-1)
    if (!newest) return { turns: 1, flags: flagsOfPreview(session), isWhole: false }
    const { entries, isWhole } = sinceAnswer(storage.entries, care, newest.fromSeq)
    const owed = ofEntries(entries, isWhole && newest.upToSeq >= care.headSeq)
    const shownSeq = session.preview?.seq ?? 0
    if (shownSeq <= newest.upToSeq) return owed
    return { ...owed, flags: newestOfEach([...owed.flags, ...flagsOfPreview(session)], finder) }
  }

  return {
    of: (session: StoredSession): Owed => {
      if (session.owedSince === null) return nothingOwed
      const kept = known.get(session.id) ?? read(session)
      known.set(session.id, kept)
      return kept
    },
    /** From now on another list is looked for, in what waits already too. */
    lookFor: (list: FlagList): void => {
      finder = createFlagFinder(list)
      known.clear()
    },
    onCommitted: ({ sessions }: Committed): void => {
      for (const id of sessions) known.delete(id)
    },
  }
}

/**
 * Returns the entries that are held after the last answer, ascending. `isWhole`: false where neither the answer nor the beginning of the thread is
 * among what is held.
 */
function sinceAnswer(
  entries: Pick<StorageReader['entries'], 'page'>,
  care: StoredThread,
  fromSeq: number,
): { readonly entries: readonly Entry[]; readonly isWhole: boolean } {
  let since: Entry[] = []
  for (let limit = firstRead; since.length < mostRead; limit *= 2) {
    const page = entries.page(care, since[0]?.seq ?? null, limit, fromSeq)
    const answerAt = page.findLastIndex(isAnswer)
    since = [...page.slice(answerAt + 1), ...since]
    if (answerAt >= 0) return { entries: since, isWhole: true }
    if (page.length < limit) return { entries: since, isWhole: fromSeq === 1 }
  }
  return { entries: since, isWhole: false }
}

const isAnswer = ({ senderRole, body }: Entry) =>
  senderRole !== 'patient' && body.kind === 'message' && body.redacted !== true

/** Returns the newest of the flags of one kind, in the order in which the list has the kinds. */
function newestOfEach(flags: readonly RaisedFlag[], { order }: FlagFinder): RaisedFlag[] {
  const newest = new Map<string, RaisedFlag>()
  for (const flag of flags) if ((newest.get(flag.id)?.seq ?? 0) <= flag.seq) newest.set(flag.id, flag)
  return [...order.keys()].flatMap((id) => newest.get(id) ?? [])
}
