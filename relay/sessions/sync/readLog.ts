import type { Entry } from '../../../src/shared/model/entry.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { amendmentsByTarget, isAmendment, redactedBody } from '../../../src/shared/model/messageView.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import type { LogRead } from '../../../src/shared/protocol/sync.ts'
import type { ThreadKey } from '../../store/log/ranges.ts'
import type { Store } from '../../store/store.ts'
import { accessOf, requireAccess } from '../access/access.ts'
import type { SessionCache } from '../cache/sessionCache.ts'
import { entryBytes } from '../messages/entryBytes.ts'
import type { SessionUseCases } from '../sessionUseCases.ts'

/** Bytes of a frame that are left for what stands around the entries. */
const frameRest = 16 * 1024

const pageBytes = limits.frameBytes - frameRest

/** Messages of which it is asked at once what was said of them. */
const askedAtOnce = 50

/** See `SessionUseCases.readLog`. */
export function createReadLog({
  store,
  sessionCache,
  clock,
}: {
  readonly store: Pick<Store, 'log'>
  readonly sessionCache: SessionCache
  readonly clock: Pick<Clock, 'now'>
}): SessionUseCases['readLog'] {
  return async (principal, request) => {
    const { sessionId, thread } = request
    const { session } = await requireAccess(sessionCache, principal, sessionId, thread)
    const isFromStart = request.after !== undefined || request.since !== undefined
    const found = await readRange(store.log, request)
    const page = await fitting(store.log, request, isFromStart ? found : found.toReversed())
    const entries = isFromStart ? page.entries : page.entries.toReversed()
    const within = new Set(entries.map(({ seq }) => seq))
    // Read after the entries: an entry that came meanwhile is beyond them, and not missing from what `head` says.
    const [newest] = (await store.log.heads([sessionId])).filter((head) => head.thread === thread)
    // What was written after the principal's right to see it had ended, while it was being read, is not theirs.
    if (!accessOf(sessionCache.peek(sessionId) ?? session, principal)?.threads.includes(thread))
      throw new FailureError('notFound', 'There is no such session for this user.')
    return {
      entries: withoutRedacted(entries, page.amendments),
      amendments: withoutRedacted(page.amendments, page.amendments)
        .filter(({ seq }) => !within.has(seq))
        .sort((a, b) => a.seq - b.seq),
      head: newest?.head ?? 0,
      now: clock.now(),
    }
  }
}

async function readRange(log: Store['log'], request: LogRead): Promise<Entry[]> {
  const { sessionId, thread, after, before, since, limit } = request
  if (since !== undefined) {
    const first = await log.findSince({ sessionId, thread, since })
    return await readSince(log, { ...request, since, after: Math.max(after ?? 0, first - 1) })
  }
  if (after === undefined)
    return await log.read({ sessionId, thread, limit, from: { before: before ?? Number.MAX_SAFE_INTEGER } })
  const found = await log.read({ sessionId, thread, limit, from: { after } })
  return before === undefined ? found : found.filter(({ seq }) => seq < before)
}

/** Reads from a place on which entries were logged at `since` or later, and from further on where the clock was put back behind it after that. */
async function readSince(
  log: Store['log'],
  { sessionId, thread, after, before, since, limit }: LogRead & { readonly after: number; readonly since: number },
): Promise<Entry[]> {
  const found = await log.read({ sessionId, thread, limit, from: { after } })
  const last = found.findLast(({ at }) => at < since)
  if (last) return await readSince(log, { sessionId, thread, before, since, limit, after: last.seq })
  return before === undefined ? found : found.filter(({ seq }) => seq < before)
}

interface Page {
  readonly entries: Entry[]
  readonly amendments: Entry[]
}

/** Returns as many of the entries, in their order, as fit into a frame with what is in force of what was said of them; at least one. */
async function fitting(log: Store['log'], { sessionId, thread }: ThreadKey, entries: readonly Entry[]): Promise<Page> {
  const page: Page = { entries: [], amendments: [] }
  let bytes = 0
  for (let from = 0; from < entries.length; from += askedAtOnce) {
    const some = entries.slice(from, from + askedAtOnce)
    const targets = some.filter(({ body }) => body.kind === 'message').map(({ seq }) => seq)
    const amendmentsOf = amendmentsByTarget(await log.standingAmendments({ sessionId, thread, targets }))
    for (const entry of some) {
      const amendments = entry.body.kind === 'message' ? (amendmentsOf.get(entry.seq) ?? []) : []
      const size = bytesOf([entry, ...amendments])
      if (page.entries.length > 0 && bytes + size > pageBytes) return page
      bytes += size
      page.entries.push(entry)
      page.amendments.push(...(size > pageBytes ? mostOf(amendments, pageBytes - entryBytes(entry)) : amendments))
    }
  }
  return page
}

const bytesOf = (entries: readonly Entry[]) => entries.reduce((sum, entry) => sum + entryBytes(entry), 0)

/** Returns what says how the message reads, and of the reactions to it the first ones, as many as fit. */
function mostOf(amendments: readonly Entry[], roomBytes: number): Entry[] {
  const reactions = amendments.filter(({ body }) => body.kind === 'reaction')
  const kept = amendments.filter(({ body }) => body.kind !== 'reaction')
  let bytes = bytesOf(kept)
  for (const reaction of reactions) {
    bytes += entryBytes(reaction)
    if (bytes > roomBytes) break
    kept.push(reaction)
  }
  return kept
}

/** Returns the entries without the words of messages that were redacted after they were read. */
function withoutRedacted(entries: readonly Entry[], amendments: readonly Entry[]): Entry[] {
  const redacted = new Set(amendments.flatMap(({ body }) => (body.kind === 'redaction' ? [body.targetSeq] : [])))
  return entries.map((entry) => {
    const seq = isAmendment(entry.body) ? entry.body.targetSeq : entry.seq
    return redacted.has(seq) ? { ...entry, body: redactedBody(entry.body) ?? entry.body } : entry
  })
}
