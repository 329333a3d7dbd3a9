import { useMemo } from 'react'
import type { FoundAtRelay } from '../../state/finding/useFound.ts'
import type { Searched } from '../../state/finding/useSearched.ts'
import { groupsAtRelay, groupsHere, type SearchGroup } from './searchGroups.ts'

/** Returns the rows of what was found here, and of what the relay has beyond that. */
export function useSearchGroups(
  { pages }: Pick<Searched, 'pages'>,
  atRelay: FoundAtRelay,
  query: string,
): { readonly here: readonly SearchGroup[]; readonly beyond: readonly SearchGroup[] } {
  const here = useMemo(() => groupsHere(pages), [pages])
  const beyond = useMemo(
    () => (atRelay.kind === 'found' ? groupsAtRelay(atRelay.answer.items, pages, query) : []),
    [atRelay, pages, query],
  )
  return { here, beyond }
}
