import { type RefObject, useEffect, useRef } from 'react'
import type { EntryId, SessionId } from '../../../../shared/model/ids.ts'
import { textGivenBack } from '../../../../shared/model/text/textGivenBack.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import { useActions } from '../../../state/ConsoleContext.tsx'
import type { GivenBackTo } from '../../../state/takingBack.ts'
import { threadKey } from '../../../state/threadKey.ts'
import type { useDraft } from '../useDraft.ts'

interface GivenBackParts {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly draft: Pick<ReturnType<typeof useDraft>, 'handOver' | 'replaced'>
  /** The text as it is now, also where it is not drawn yet. */
  readonly latestText: RefObject<string>
  readonly change: (text: string) => void
  /** The message answered another one. */
  readonly onReplyTo: (id: EntryId) => void
}

/** Takes the texts of messages of this thread that their writer takes back into the composer, before what was written meanwhile. */
export function useGivenBack({ sessionId, thread, draft, latestText, change, onReplyTo }: GivenBackParts): void {
  const { onTakenBack } = useActions()
  const giveBack: GivenBackTo['giveBack'] = (text, back) => {
    const before = draft.replaced(back.draft)
    // A composer that came meanwhile began with what is on the disk.
    if (latestText.current === back.draft) return
    // Another window's draft may stand there as well: then all of it comes.
    const given = back.draft === textGivenBack(text, before) ? text : back.draft
    change(textGivenBack(given, latestText.current))
    if (back.replyTo !== null) onReplyTo(back.replyTo)
  }
  const latest = useRef(giveBack)
  latest.current = giveBack
  const { handOver } = draft
  useEffect(
    () =>
      onTakenBack(threadKey(sessionId, thread), {
        handOver,
        giveBack: (text, back) => latest.current(text, back),
      }),
    [onTakenBack, sessionId, thread, handOver],
  )
}
