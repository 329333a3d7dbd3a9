import { useEffect, useState } from 'react'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { systemClock } from '../../../shared/model/timing/clock.ts'
import { useActions } from '../../state/ConsoleContext.tsx'
import { createTypingNotice, type TypingNotice } from './typingNotice.ts'

/** The relay forgets a notice after six seconds; renewing it at half of that bears one that is lost. */
const renewMs = 3_000
const idleMs = 4_000

/** The typing notice of a composer; ends with it. */
export function useTypingNotice(sessionId: SessionId, thread: Thread): TypingNotice {
  const { setTyping } = useActions()
  const [notice] = useState(() =>
    createTypingNotice({
      clock: systemClock,
      renewMs,
      idleMs,
      setTyping: (typing) => void setTyping(sessionId, thread, typing),
    }),
  )
  useEffect(() => notice.stop, [notice])
  return notice
}
