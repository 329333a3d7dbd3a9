import { useCallback, useEffect, useRef, useState } from 'react'
import type { CommandOutput } from '../../../shared/ipc/commands.ts'
import type { FoundEntry } from '../../../shared/ipc/session.ts'
import { systemClock } from '../../../shared/model/timing/clock.ts'
import { useActions } from '../ConsoleContext.tsx'
import { createFinder, type Found } from './finder.ts'

type SearchAnswer = CommandOutput<'searchEntries'>

/** Result of looking through this workstation for what is typed. */
export interface Searched {
  readonly found: Found<SearchAnswer>
  /** Whether rows of what was typed before stand there until the answer is there. */
  readonly isStale: boolean
  /** Messages in the order in which they were found, by page. */
  readonly pages: readonly (readonly FoundEntry[])[]
  /** Looks further back; null where there is nothing further. */
  readonly more: (() => void) | null
}

const nothing: Searched = { found: { kind: 'idle' }, isStale: false, pages: [], more: null }

/** Returns what this workstation finds for a query, while it is looked for. Rows go only when others take their place: nothing flickers. */
export function useSearched(isOpen: boolean, query: string): Searched {
  const { searchEntries } = useActions()
  const [searched, setSearched] = useState<Omit<Searched, 'more'>>(nothing)
  const sought = isOpen ? query : ''
  const latest = useRef(sought)
  latest.current = sought
  const [finder] = useState(() =>
    createFinder<SearchAnswer>({
      ...{ clock: systemClock, pauseMs: 60, leastCharacters: 1 },
      find: (text) => searchEntries({ text }),
      show: (found) =>
        setSearched((before) => {
          if (found.kind === 'searching') return { ...before, isStale: true }
          return { found, isStale: false, pages: found.kind === 'found' ? [found.answer.items] : [] }
        }),
    }),
  )
  useEffect(() => finder.look(sought), [finder, sought])
  useEffect(() => finder.stop, [finder])

  const { found, isStale } = searched
  const page = found.kind === 'found' && !isStale ? found.answer.page : undefined
  const more = useCallback(() => {
    if (page === undefined) return
    const text = latest.current
    void searchEntries({ text: text.trim(), page }).then((answer) => {
      if (!answer.ok || latest.current !== text) return
      setSearched((before) => ({
        ...before,
        found: { kind: 'found', answer: answer.value },
        pages: [...before.pages, answer.value.items],
      }))
    })
  }, [page, searchEntries])
  return { ...searched, more: page === undefined ? null : more }
}
