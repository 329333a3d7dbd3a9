import type { Failure, Result } from '../../../shared/model/failure.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'

/** Result of looking for what was typed last. `idle`: too little was typed. */
export type Found<Answer> =
  | { readonly kind: 'idle' | 'searching' }
  | { readonly kind: 'found'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** Looks for something as somebody types. */
export interface Finder {
  /** Takes what is typed now; nothing of what was looked for before is shown any more. */
  readonly look: (query: string) => void
  readonly stop: () => void
}

interface FinderParts<Answer> {
  readonly clock: Clock
  readonly find: (text: string) => Promise<Result<Answer>>
  readonly show: (found: Found<Answer>) => void
  /** Time without a key after which it is asked for, in ms. */
  readonly pauseMs: number
  /** So many characters are needed: fewer are in everything. */
  readonly leastCharacters: number
}

/** Creates a finder with one question under way at a time: what is typed meanwhile is asked after its answer, which nobody sees. */
export function createFinder<Answer>(parts: FinderParts<Answer>): Finder {
  const { clock, find, show } = parts
  let wanted: string | null = null
  let answered: string | null = null
  let isAsking = false
  let cancel: (() => void) | null = null

  async function ask(): Promise<void> {
    cancel = null
    if (isAsking || wanted === null || wanted === answered) return
    const text = wanted
    isAsking = true
    const answer = await find(text)
    isAsking = false
    if (wanted === text) {
      answered = text
      show(answer.ok ? { kind: 'found', answer: answer.value } : { kind: 'failed', failure: answer.failure })
    } else if (cancel === null) await ask()
  }

  return {
    look: (query) => {
      cancel?.()
      cancel = null
      answered = null
      wanted = soughtText(query, parts.leastCharacters)
      show({ kind: wanted === null ? 'idle' : 'searching' })
      if (wanted !== null) cancel = clock.after(parts.pauseMs, () => void ask())
    },
    stop: () => {
      cancel?.()
      cancel = null
      wanted = null
    },
  }
}

function soughtText(query: string, leastCharacters: number): string | null {
  const text = query.trim()
  return [...text].length >= leastCharacters && /[\p{L}\p{N}]/u.test(text) ? text : null
}
