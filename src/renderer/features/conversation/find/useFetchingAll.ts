import { useCallback, useEffect, useRef, useState } from 'react'
import type { Failure } from '../../../../shared/model/failure.ts'
import type { SessionId } from '../../../../shared/model/ids.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import { useActions } from '../../../state/ConsoleContext.tsx'

/** Fetching of what lacks of a thread, as somebody has asked for it, or why it did not get through. */
export type Fetching = 'nothing' | 'underWay' | Failure

/** Returns how to fetch all of a thread from the relay, back from its end, until it is here or this goes away. `rounds` counts what has come. */
export function useFetchingAll(sessionId: SessionId, thread: Thread) {
  const { fetchEarlier } = useActions()
  const [fetching, setFetching] = useState<Fetching>('nothing')
  const [rounds, setRounds] = useState(0)
  const isGone = useRef(false)
  useEffect(() => {
    isGone.current = false
    return () => {
      isGone.current = true
    }
  }, [])
  const fetchAll = useCallback(async () => {
    setFetching('underWay')
    for (;;) {
      const answer = await fetchEarlier(sessionId, thread)
      if (isGone.current) return
      setRounds((before) => before + 1)
      if (answer.ok && !answer.value.isHeld) continue
      setFetching(answer.ok ? 'nothing' : answer.failure)
      return
    }
  }, [fetchEarlier, sessionId, thread])
  return { fetching, rounds, fetchAll }
}
