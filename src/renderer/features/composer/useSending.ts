import { useRef, useState } from 'react'
import type { Failure } from '../../../shared/model/failure.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useActions } from '../../state/ConsoleContext.tsx'

interface Sending {
  readonly underWay: boolean
  /** Why the last text could not be taken; null when it was. */
  readonly failure: Failure | null
  /** Resolves with whether the text is on this console's disk. A second call while one is under way does nothing. */
  readonly send: (text: string, replyTo: EntryId | null) => Promise<boolean>
  readonly forget: () => void
}

/**
 * Hands texts to the outbox. A text that could not be handed over keeps its id when it is handed over again unchanged: the
 * host may have taken it and only the answer was lost, and the patient must not get it twice.
 */
export function useSending(sessionId: SessionId, thread: Thread): Sending {
  const actions = useActions()
  const [underWay, setUnderWay] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const attempt = useRef<{ readonly id: EntryId; readonly text: string; readonly replyTo: EntryId | null } | null>(null)
  const busy = useRef(false)

  const send = async (text: string, replyTo: EntryId | null) => {
    if (busy.current) return false
    busy.current = true
    setUnderWay(true)
    const before = attempt.current
    const id = before?.text === text && before.replyTo === replyTo ? before.id : actions.newMessageId()
    attempt.current = { id, text, replyTo }
    const result = await actions.send({ id, sessionId, thread, text, ...(replyTo === null ? {} : { replyTo }) })
    busy.current = false
    setUnderWay(false)
    setFailure(result.ok ? null : result.failure)
    if (result.ok) attempt.current = null
    return result.ok
  }

  return { underWay, failure, send, forget: () => setFailure(null) }
}
