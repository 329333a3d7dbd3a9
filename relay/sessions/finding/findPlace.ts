import { createHash } from 'node:crypto'
import type { SessionFind } from '../../../src/shared/model/digest/sessionFind.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { type Thread, threadSchema } from '../../../src/shared/model/thread.ts'

/** The last session that was looked through, and when its last activity was. */
export interface FindPlace {
  readonly at: number
  readonly id: string
  /** In its log not all was read: entries of this thread before a `seq`, and threads after it, were not. */
  readonly within: { readonly thread: Thread; readonly before: number } | undefined
}

const pageForm = /^([\w-]{8}) (\d{1,15}) ([\w.:~-]{1,128})(?: (\w+) (\d{1,10}))?$/

/** Returns the page that goes on from a place: only for the same question. */
export function pageAt({ at, id, within }: FindPlace, request: SessionFind): string {
  const page = [digestOf(request), at, id, ...(within ? [within.thread, within.before] : [])]
  return Buffer.from(page.join(' ')).toString('base64url')
}

/** Returns the place that a page names; undefined: the first. Throws `FailureError('invalid')` for what no answer to this question gave. */
export function placeOf(request: SessionFind): FindPlace | undefined {
  if (request.page === undefined) return undefined
  const [, question, at, id, threadName, before] =
    pageForm.exec(Buffer.from(request.page, 'base64url').toString()) ?? []
  const thread = threadSchema.options.find((one) => one === threadName)
  if (question !== digestOf(request) || id === undefined || thread !== threadName)
    throw new FailureError('invalid', 'This page is not one of this search. Begin again from the first.')
  return { at: Number(at), id, within: thread && { thread, before: Number(before) } }
}

function digestOf({ text, clinicianId, from, to, state }: SessionFind): string {
  const question = JSON.stringify([text, clinicianId, from, to, state])
  return createHash('sha256').update(question).digest('base64url').slice(0, 8)
}

/** Orders sessions: the most recently active first. */
export function byActivity(a: Pick<FindPlace, 'at' | 'id'>, b: Pick<FindPlace, 'at' | 'id'>): number {
  if (a.at !== b.at) return b.at - a.at
  return a.id === b.id ? 0 : a.id < b.id ? 1 : -1
}
