import type { Draft } from '../../../../shared/model/draft.ts'
import type { SessionId } from '../../../../shared/model/ids.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import type { RelayDraft, UnsentDraft } from '../../../storage/relayDraftStore.ts'
import type { Committed } from '../committed.ts'
import type { LogWriter } from '../logWriter.ts'

type Stores = Pick<LogWriter['storage'], 'drafts' | 'relayDrafts'>

/** Returns what this console knows of a draft at the relay. */
function relayDraftOf({ relayDrafts }: Stores, sessionId: SessionId, thread: Thread): RelayDraft {
  const known = relayDrafts.find(sessionId, thread)
  return known ?? { sessionId, thread, version: 0, text: '', others: [], settled: [], next: null, takenVersion: 0 }
}

/**
 * Takes over a draft as the relay has it. Where something was written here since, the text here stays, and the newer one waits until the relay has seen it: it tells then which
 * text is the older.
 */
export function writeRelayDraft(
  { storage }: Pick<LogWriter, 'storage'>,
  draft: Draft,
  isOtherPast = false,
): Partial<Committed> {
  const { sessionId, thread } = draft
  const found = relayDraftOf(storage, sessionId, thread)
  const known = isOtherPast ? { ...found, version: 0, next: null } : found
  if (draft.version <= Math.max(known.version, known.next?.version ?? 0)) return {}
  const here = storage.drafts.of(sessionId)[thread]
  if (here !== known.text && here !== draft.text) storage.relayDrafts.save({ ...known, next: draft })
  else takeOver(storage, known, draft)
  return { sessions: [sessionId] }
}

/**
 * Takes over the answer to a text that was sent. What was written here meanwhile is sent next; a newer one of another workstation, that has come before the answer, takes its turn. `draft`: null where
 * the relay has none.
 */
export function writeAnsweredDraft(
  { storage }: Pick<LogWriter, 'storage'>,
  sent: UnsentDraft,
  draft: Draft | null,
): Partial<Committed> {
  const { sessionId, thread } = sent
  const known = relayDraftOf(storage, sessionId, thread)
  const settled = known.settled.filter((id) => !sent.settled.includes(id))
  const next = known.next && known.next.version > (draft?.version ?? 0) ? known.next : null
  const answered = { ...known, settled, next: null }
  // Where what was written here was taken back meanwhile, a newer one may have been taken over.
  if (draft && (sent.version === known.version || draft.version > known.version)) {
    const isSame = storage.drafts.of(sessionId)[thread] === sent.text
    if (isSame) takeOver(storage, answered, draft)
    else storage.relayDrafts.save({ ...answered, version: draft.version, text: draft.text, others: draft.others })
  } else storage.relayDrafts.save(draft ? answered : { ...answered, text: '', others: [] })
  if (next) writeRelayDraft({ storage }, next)
  return { sessions: [sessionId] }
}

/** Notes that the person has done with an older text. */
export function writeSettled(
  { storage }: Pick<LogWriter, 'storage'>,
  { sessionId, thread, id }: { readonly sessionId: SessionId; readonly thread: Thread; readonly id: string },
): Partial<Committed> {
  const known = relayDraftOf(storage, sessionId, thread)
  if (!known.others.some((other) => other.id === id)) return {}
  const others = known.others.filter((other) => other.id !== id)
  storage.relayDrafts.save({ ...known, others, settled: [...known.settled, id] })
  return { sessions: [sessionId] }
}

/** Notes that what is written next is written without knowledge of the draft that the relay has. */
export function writeUnseen(storage: Stores, sessionId: SessionId, thread: Thread): void {
  storage.relayDrafts.save({ ...relayDraftOf(storage, sessionId, thread), version: 0 })
}

function takeOver(
  { drafts, relayDrafts }: Stores,
  known: RelayDraft,
  { version, text, others, ...draft }: Draft,
): void {
  const isTaken = drafts.save(draft.sessionId, draft.thread, text)
  const offered = others.filter(({ id }) => !known.settled.includes(id))
  const takenVersion = isTaken ? version : known.takenVersion
  relayDrafts.save({ ...known, version, text, others: offered, next: null, takenVersion })
}
