import type { Failure } from '../shared/model/failure.ts'
import { isAmendment } from '../shared/model/messageView.ts'
import type { LogRead } from '../shared/protocol/sync.ts'
import type { UpAnswer } from '../shared/protocol/up.ts'

export interface ReadLogPagesParts {
  /** Returns what lacks now and is to be asked for next; null when nothing does. */
  readonly next: () => LogRead | null
  /** Asks for a part, and takes it before it resolves. Returns why it has not come, or null. */
  readonly readPage: (request: LogRead) => Promise<Failure | null>
}

/** The same part was lacking after it had come. */
export const noProgress: Failure = {
  kind: 'internal',
  message: 'Reading this conversation does not get on. Try again later.',
}

/** Reads parts of threads until nothing lacks. Never asks for the same twice in a row. Returns why it did not get through, or null. */
export async function readLogPages({ next, readPage }: ReadLogPagesParts): Promise<Failure | null> {
  let last: LogRead | null = null
  for (;;) {
    const request = next()
    if (request === null) return null
    if (last !== null && isSameRead(last, request)) return noProgress
    const failure = await readPage(request)
    if (failure) return failure
    last = request
  }
}

function isSameRead(a: LogRead, b: LogRead): boolean {
  return (
    a.sessionId === b.sessionId &&
    a.thread === b.thread &&
    a.after === b.after &&
    a.before === b.before &&
    a.since === b.since &&
    a.limit === b.limit
  )
}

type LogAnswer = Pick<UpAnswer<'log:read'>, 'entries' | 'amendments' | 'head'>

/** Ways in which an answer is not a part that was asked for. */
export type UnfitPart = 'other thread' | 'hole' | 'other place' | 'beyond the head' | 'too much' | 'other amendments'

/** Returns in which way an answer to `log:read` is not what was asked for; null when it is. One that is not is of no use at all. */
export function judgeLogPart(request: LogRead, { entries, amendments, head }: LogAnswer): UnfitPart | null {
  const all = [...entries, ...amendments]
  if (all.some(({ sessionId, thread }) => sessionId !== request.sessionId || thread !== request.thread))
    return 'other thread'
  if (all.some(({ seq }) => seq > head)) return 'beyond the head'
  if (entries.some(({ seq }, index) => index > 0 && seq !== (entries[index - 1]?.seq ?? 0) + 1)) return 'hole'
  if (entries.length > request.limit) return 'too much'
  if (!isAtItsPlace(request, entries, head)) return 'other place'
  const seqs = new Set(entries.map(({ seq }) => seq))
  const fits = ({ body, seq }: LogAnswer['amendments'][number]) =>
    isAmendment(body) && seqs.has(body.targetSeq) && seq > body.targetSeq && !seqs.has(seq)
  return amendments.every(fits) ? null : 'other amendments'
}

function isAtItsPlace({ after, before, since }: LogRead, entries: LogAnswer['entries'], head: number): boolean {
  const [first, last] = [entries[0]?.seq, entries.at(-1)?.seq]
  const end = Math.min(head, (before ?? Number.MAX_SAFE_INTEGER) - 1)
  if (since !== undefined) return entries.every(({ seq, at }) => seq > (after ?? 0) && seq <= end && at >= since)
  if (first === undefined || last === undefined) return end <= (after ?? 0)
  if (after !== undefined) return first === after + 1 && last <= end
  return last === end
}
