import { useRef, useState } from 'react'
import type { Failure } from '../../../shared/model/failure.ts'
import type { OwnFile } from '../../../shared/model/files/ownFile.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useActions } from '../../state/ConsoleContext.tsx'

interface OutgoingText {
  readonly text: string
  readonly replyTo: EntryId | null
  readonly files: readonly OwnFile[]
  readonly draft: string
}

interface Sending {
  /** Reason why the last text could not be taken; null when it was. */
  readonly failure: Failure | null
  /** Resolves with whether the text is on this console's disk. Each call is a message of its own, in the order of the calls. */
  readonly send: (message: OutgoingText) => Promise<boolean>
  readonly forget: () => void
}

/**
 * Hands texts to the outbox. A text that was refused keeps its id when it is handed over again unchanged: the host may have
 * taken it and only the answer was lost, and the patient must not get it twice.
 */
export function useSending(sessionId: SessionId, thread: Thread): Sending {
  const actions = useActions()
  const [failure, setFailure] = useState<Failure | null>(null)
  const refused = useRef<(OutgoingText & { readonly id: EntryId }) | null>(null)

  const send = async (outgoing: OutgoingText) => {
    const { text, replyTo, files, draft } = outgoing
    const before = refused.current
    refused.current = null
    const id = before && isSame(before, outgoing) ? before.id : actions.newMessageId()
    const message = { id, sessionId, thread, text, files, draft }
    const result = await actions.send({ ...message, ...(replyTo === null ? {} : { replyTo }) })
    setFailure(result.ok ? null : result.failure)
    if (!result.ok) refused.current = { id, ...outgoing }
    return result.ok
  }

  return { failure, send, forget: () => setFailure(null) }
}

function isSame(a: OutgoingText, b: OutgoingText): boolean {
  const idsOf = ({ files }: OutgoingText) => files.map(({ id }) => id).join()
  return a.text === b.text && a.replyTo === b.replyTo && idsOf(a) === idsOf(b)
}
