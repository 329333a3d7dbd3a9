import type { Failure } from '../shared/model/failure.ts'
import { limits } from '../shared/protocol/limits.ts'
import type { Cursor, EntriesPull } from '../shared/protocol/sync.ts'
import type { Reply } from './reply.ts'

export interface PullPagesParts {
  /** First request; nothing is pulled when it names cursors and there are none. */
  readonly first: { readonly scope: EntriesPull['scope']; readonly cursors: readonly Cursor[] }
  /** Makes a request, and takes the page that comes before it resolves: the next request goes on from there. */
  readonly pullPage: (request: EntriesPull) => Promise<Reply<'sync:pull'>>
  /**
   * Returns the cursors of the threads that lack entries now; none, when everything is held. `more` is that of the last page:
   * whether the relay has entries after it.
   */
  readonly lacking: (more: boolean) => readonly Cursor[]
}

/**
 * End of a pull. `complete`: nothing is lacking. `absent`: the relay does not have what these threads lack. `refused` and
 * `unknown`: a request was not answered, or pages came that brought none of it.
 */
export type PullEnd =
  | { readonly outcome: 'complete' }
  | { readonly outcome: 'absent'; readonly cursors: readonly Cursor[] }
  | { readonly outcome: 'refused' | 'unknown'; readonly failure: Failure }

const noProgress: Failure = { kind: 'internal', message: 'Catching up does not get on.' }

/** Pulls page after page, until no thread lacks entries or the relay has none of them. Never asks twice from the same cursors. */
export async function pullPages({ first, pullPage, lacking }: PullPagesParts): Promise<PullEnd> {
  let { scope, cursors } = first
  const absent = new Map<string, Cursor>()
  const askable = (cursor: Cursor) => absent.get(keyOf(cursor))?.after !== cursor.after
  while (scope === 'all' || cursors.length > 0) {
    const asked = cursors.slice(0, limits.cursorsPerRequest)
    const reply = await pullPage({ scope, cursors: asked })
    if (reply.outcome !== 'answered') return { outcome: reply.outcome, failure: reply.failure }
    const { more } = reply.answer
    const next = lacking(more).filter(askable)
    if (scope === 'cursors' && !hasMoved(cursors, next)) {
      if (more) return { outcome: 'unknown', failure: noProgress }
      for (const cursor of asked) absent.set(keyOf(cursor), cursor)
    }
    scope = 'cursors'
    cursors = next.filter(askable)
  }
  return absent.size === 0 ? { outcome: 'complete' } : { outcome: 'absent', cursors: [...absent.values()] }
}

function hasMoved(before: readonly Cursor[], now: readonly Cursor[]): boolean {
  const afterOf = new Map(before.map((cursor) => [keyOf(cursor), cursor.after]))
  return now.length < before.length || now.some((cursor) => afterOf.get(keyOf(cursor)) !== cursor.after)
}

function keyOf({ sessionId, thread }: Cursor): string {
  return `${thread} ${sessionId}`
}
