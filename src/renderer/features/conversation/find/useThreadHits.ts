import { useEffect, useMemo, useState } from 'react'
import type { CommandOutput } from '../../../../shared/ipc/commands.ts'
import { type Result, succeed } from '../../../../shared/model/failure.ts'
import type { SessionId } from '../../../../shared/model/ids.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import { systemClock } from '../../../../shared/model/timing/clock.ts'
import { useActions } from '../../../state/ConsoleContext.tsx'
import { createFinder, type Found } from '../../../state/finding/finder.ts'

/** Answer to what was typed. */
export interface FoundInThread extends CommandOutput<'findInThread'> {
  readonly query: string
}

interface Hits {
  readonly found: Found<FoundInThread>
  /** The last answer, which stands until another takes its place; null where too little is typed, or nothing was answered yet. */
  readonly answer: FoundInThread | null
}

const nothing: Hits = { found: { kind: 'idle' }, answer: null }

/** Returns what is found in a thread for what is typed, looked for again whenever `revision` is another. What was found stands until then. */
export function useThreadHits(sessionId: SessionId, thread: Thread, query: string, revision: string): Hits {
  const { findInThread } = useActions()
  const [hits, setHits] = useState<Hits>(nothing)
  const finder = useMemo(
    () =>
      createFinder<FoundInThread>({
        ...{ clock: systemClock, pauseMs: 60, leastCharacters: 1 },
        find: async (text): Promise<Result<FoundInThread>> => {
          const answer = await findInThread({ sessionId, thread, text })
          return answer.ok ? succeed({ ...answer.value, query: text }) : answer
        },
        show: (found) =>
          setHits((before) => ({
            found,
            answer: found.kind === 'found' ? found.answer : found.kind === 'searching' ? before.answer : null,
          })),
      }),
    [findInThread, sessionId, thread],
  )
  const sought = useMemo(() => ({ query, revision }), [query, revision])
  useEffect(() => finder.look(sought.query), [finder, sought])
  useEffect(() => finder.stop, [finder])
  return hits
}
