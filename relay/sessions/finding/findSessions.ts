import { type FoundMessage, mostFoundMessages } from '../../../src/shared/model/digest/sessionFind.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { SessionId } from '../../../src/shared/model/ids.ts'
import { isTelling, tokensOf } from '../../../src/shared/model/text/searchedWords.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import type { SyncedSession } from '../../../src/shared/protocol/sync.ts'
import type { Store } from '../../store/store.ts'
import type { WordBlock } from '../../store/words/wordStore.ts'
import type { Principal } from '../access/principal.ts'
import type { SessionCache } from '../cache/sessionCache.ts'
import type { FoundSessions, SessionUseCases } from '../sessionUseCases.ts'
import { nextTurnOfLoop, type Pause } from '../sync/pause.ts'
import { createPullDigests, type PullDigests } from '../sync/pullDigests.ts'
import { type Candidate, findCandidates, sessionsOf } from './findCandidates.ts'
import { byActivity, type FindPlace, pageAt, placeOf } from './findPlace.ts'
import { createSearchBudget } from './searchBudget.ts'
import { type SearchParts, searchThread } from './searchThread.ts'
import { soughtIn } from './soughtText.ts'

/** Entries that are read for one answer, about; what is beyond them is for the next page. */
const readAtMost = 6_400
/** Blocks that are taken from the index. Words that are in more are found as soon without it, in the newest messages. */
const blocksAtMost = 4_000
/** A page takes half of its frame, unless one session alone is longer. */
const pageBytes = limits.frameBytes / 2
/** Tokens that the index is asked for, the longest; that all words are there is seen in the log. */
const askedTokens = 4

export interface FindSessionsParts {
  readonly store: Pick<Store, 'sessions' | 'words' | 'log' | 'watermarks' | 'digests'>
  readonly sessionCache: SessionCache
  readonly clock: Pick<Clock, 'now'>
  readonly pause?: Pause
}

/** A session by what it was found by. */
interface Found {
  readonly id: SessionId
  readonly at: number
  readonly messages: readonly FoundMessage[]
}

/** See `SessionUseCases.findSessions`. */
export function createFindSessions(parts: FindSessionsParts): SessionUseCases['findSessions'] {
  const { store, sessionCache, clock, pause = nextTurnOfLoop } = parts
  const digests = createPullDigests({ store, sessionCache, clock, pause })

  return async (principal, request) => {
    const from = placeOf(request)
    const sought = request.text === undefined ? undefined : soughtIn(request.text)
    if (request.text !== undefined && !sought)
      throw new FailureError('invalid', 'write a letter or a digit to look for')
    const candidates = await findCandidates({ store, nowMs: clock.now(), pause }, principal, request, sought)
    const ahead = candidates.filter((candidate) => isAhead(candidate, from)).sort(byActivity)
    const budget = createSearchBudget(readAtMost)
    const found: Found[] = []
    let reached: FindPlace | undefined
    if (!sought) {
      const page = ahead.slice(0, limits.foundPerPage)
      found.push(...page.map(({ id, at }) => ({ id, at, messages: [] })))
      reached = ahead.length > page.length ? placeAfter(page.at(-1)) : undefined
    } else {
      // After the candidates: what the index has taken in meanwhile is then looked at twice, and not left out.
      const blocks = await findBlocks(store, principal, sought.words)
      reached = await search({ log: store.log, budget, pause }, { ahead, from, blocks, words: sought.words }, found)
    }
    const { items, isWhole } = fitting(await withoutRedacted(store.log, await viewFound(digests, principal, found)))
    const end = isWhole ? reached : placeAfter(found.find(({ id }) => id === items.at(-1)?.session.id))
    return {
      items,
      ...(end ? { page: pageAt(end, request) } : {}),
      looked: { sessions: candidates.length, entries: budget.spent() },
    }
  }
}

/** Whether a session comes after the place, or is the one in which it is. */
function isAhead(candidate: Candidate, from: FindPlace | undefined): boolean {
  if (!from) return true
  const order = byActivity(candidate, from)
  return order > 0 || (order === 0 && from.within !== undefined)
}

function placeAfter(candidate: Pick<Candidate, 'id' | 'at'> | undefined): FindPlace | undefined {
  return candidate && { at: candidate.at, id: candidate.id, within: undefined }
}

/** Returns the blocks that have the words, by session; undefined: there are too many to tell. */
async function findBlocks(
  { words: index }: Pick<Store, 'words'>,
  principal: Principal,
  words: readonly string[],
): Promise<ReadonlyMap<SessionId, readonly WordBlock[]> | undefined> {
  const tokens = tokensOf(words)
    .filter(isTelling)
    .sort((a, b) => b.length - a.length)
    .slice(0, askedTokens)
  if (tokens.length === 0) return undefined
  const blocks: WordBlock[] = []
  for (const of of sessionsOf(principal)) {
    blocks.push(...(await index.find(of, tokens, blocksAtMost + 1)))
    if (blocks.length > blocksAtMost) return undefined
  }
  return Map.groupBy(blocks, ({ sessionId }) => sessionId)
}

/** Returns as many items as fit into a frame, at least one of them. */
function fitting(items: FoundSessions['items']): { readonly items: FoundSessions['items']; readonly isWhole: boolean } {
  let bytes = 0
  const end = items.findIndex((item, at) => {
    bytes += Buffer.byteLength(JSON.stringify(item))
    return at > 0 && bytes > pageBytes
  })
  return end === -1 ? { items, isWhole: true } : { items: items.slice(0, end), isWhole: false }
}

interface Search {
  /** The sessions that are left to look through, in their order. */
  readonly ahead: readonly Candidate[]
  readonly from: FindPlace | undefined
  readonly blocks: ReadonlyMap<SessionId, readonly WordBlock[]> | undefined
  readonly words: readonly string[]
}

/** Looks through the sessions until there is a page of them. Returns how far it came; undefined: through all. */
async function search(parts: SearchParts, { ahead, from, ...asked }: Search, found: Found[]) {
  let reached = from
  for (const candidate of ahead) {
    if (found.length === limits.foundPerPage || parts.budget.isSpent()) return reached
    const within = candidate.id === from?.id ? from.within : undefined
    const { messages, stopped } = await searchSession(parts, candidate, within, asked)
    const isFound = candidate.isAbout || messages.length > 0
    if (isFound) found.push({ id: candidate.id, at: candidate.at, messages })
    else if (stopped) return { at: candidate.at, id: candidate.id, within: stopped }
    reached = placeAfter(candidate)
  }
  return undefined
}

/** Looks for the newest messages of a session, from where it was left. */
async function searchSession(
  parts: SearchParts,
  { id, threads }: Candidate,
  from: FindPlace['within'],
  { blocks, words }: Pick<Search, 'blocks' | 'words'>,
): Promise<{ readonly messages: readonly FoundMessage[]; readonly stopped: FindPlace['within'] }> {
  const messages: FoundMessage[] = []
  const inOrder = threads.toSorted((a, b) => (a.thread < b.thread ? -1 : 1))
  for (const state of inOrder) {
    const { thread } = state
    if (from && thread < from.thread) continue
    const before = from?.thread === thread ? from.before : Number.POSITIVE_INFINITY
    const ofThread = blocks && (blocks.get(id) ?? []).filter((block) => block.thread === thread)
    const searched = await searchThread(parts, state, ofThread, { words, before })
    messages.push(...searched.messages)
    if (searched.before !== undefined)
      return { messages: newestOf(messages), stopped: { thread, before: searched.before } }
  }
  return { messages: newestOf(messages), stopped: undefined }
}

function newestOf(messages: readonly FoundMessage[]): FoundMessage[] {
  return messages.toSorted((a, b) => b.at - a.at || b.seq - a.seq).slice(0, mostFoundMessages)
}

/** Returns the sessions that were found, with their digests, as the principal may see them by now. */
async function viewFound(
  digests: PullDigests,
  principal: Principal,
  found: readonly Found[],
): Promise<FoundSessions['items']> {
  const views = new Map<SessionId, SyncedSession>()
  for (let ids = found.map(({ id }) => id); ids.length > 0; ) {
    const { sessions, page } = await digests.named(principal, ids)
    for (const session of sessions) views.set(session.id, session)
    ids = page === undefined ? [] : ids.filter((id) => id > page)
  }
  return found.flatMap(({ id, messages }) => {
    const session = views.get(id)
    return session ? [{ session, messages: messages.filter(({ thread }) => session.heads[thread] !== undefined) }] : []
  })
}

/** Returns the items without the words of messages that were redacted while others were looked through. */
async function withoutRedacted(log: Store['log'], items: FoundSessions['items']): Promise<FoundSessions['items']> {
  const left: FoundSessions['items'] = []
  for (const { session, messages } of items) {
    const redacted = new Set<string>()
    for (const [thread, some] of Map.groupBy(messages, (message) => message.thread)) {
      const targets = some.map(({ seq }) => seq)
      for (const { body } of await log.standingAmendments({ sessionId: session.id, thread, targets }))
        if (body.kind === 'redaction') redacted.add(`${thread} ${body.targetSeq}`)
    }
    left.push({ session, messages: messages.filter(({ thread, seq }) => !redacted.has(`${thread} ${seq}`)) })
  }
  return left
}
