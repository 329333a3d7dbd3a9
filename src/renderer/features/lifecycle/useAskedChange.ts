import { useRef, useState } from 'react'
import type { Failure, Result } from '../../../shared/model/failure.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import type { SessionChange } from '../../../shared/model/lifecycle/sessionChange.ts'
import { useActions } from '../../state/ConsoleContext.tsx'

/**
 * Asks for one change of a session. What is asked for again under the same name, as after no answer, is the same request with the same id: it
 * is done once.
 */
export function useAskedChange(sessionId: SessionId) {
  const { changeSession, newMessageId } = useActions()
  const asked = useRef<{ readonly name: string; readonly id: EntryId; readonly change: SessionChange } | null>(null)
  const isUnderWay = useRef(false)
  const [isAsking, setAsking] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)

  /** Resolves to null where the same is under way already. */
  const ask = async (name: string, make: () => SessionChange): Promise<Result<unknown> | null> => {
    if (isUnderWay.current) return null
    if (asked.current?.name !== name) asked.current = { name, id: newMessageId(), change: make() }
    const { id, change } = asked.current
    isUnderWay.current = true
    setAsking(true)
    setFailure(null)
    const answer = await changeSession({ id, sessionId, change })
    isUnderWay.current = false
    setAsking(false)
    setFailure(answer.ok ? null : answer.failure)
    return answer
  }
  return { ask, isAsking, failure }
}
