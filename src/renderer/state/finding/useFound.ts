import { useEffect, useState } from 'react'
import type { CommandOutput } from '../../../shared/ipc/commands.ts'
import { isPlainSearch } from '../../../shared/model/search/searchQuery.ts'
import { systemClock } from '../../../shared/model/timing/clock.ts'
import { useActions, useConsole } from '../ConsoleContext.tsx'
import { isConnected } from '../screenState.ts'
import { createFinder, type Found } from './finder.ts'

/** Sessions, and what was said in them, that the relay has found. */
export type FoundAtRelay = Found<CommandOutput<'findSessions'>>

/**
 * Returns what the relay finds for a query, while it is looked for. It is asked again when it is back. It is not asked for what only a
 * workstation can tell, as `from:ann`.
 */
export function useFound(isOpen: boolean, query: string): FoundAtRelay {
  const { findSessions } = useActions()
  const canAsk = useConsole(isConnected)
  const [found, setFound] = useState<FoundAtRelay>({ kind: 'idle' })
  const [finder] = useState(() =>
    createFinder({
      clock: systemClock,
      find: (text) => findSessions({ text }),
      show: setFound,
      pauseMs: 150,
      leastCharacters: 2,
    }),
  )
  const sought = isOpen && isPlainSearch(query) ? query : ''
  useEffect(() => {
    if (canAsk || sought !== '') finder.look(sought)
  }, [finder, sought, canAsk])
  useEffect(() => finder.stop, [finder])
  return found
}
