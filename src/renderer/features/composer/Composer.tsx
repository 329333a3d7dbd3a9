import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useSession } from '../../state/ConsoleContext.tsx'
import { threadKey } from '../../state/threadKey.ts'
import { ComposerForm } from './ComposerForm.tsx'

export interface ComposerProps {
  readonly sessionId: SessionId
  readonly thread: Thread
  /** Whether this composer is on the screen; a text is saved when it leaves it. */
  readonly visible?: boolean
  /** The message that is answered, if any. */
  readonly replyTo?: EntryId | null
  /** The answer was sent, or is to be an ordinary message after all. */
  readonly onReplyDone?: () => void
}

/** Writes to one thread of one session. Another session is another form: a text is never carried over. */
export function Composer({ visible = true, replyTo = null, ...props }: ComposerProps) {
  const session = useSession(props.sessionId)
  if (!session) return null
  const key = threadKey(props.sessionId, props.thread)
  return <ComposerForm key={key} session={session} visible={visible} replyTo={replyTo} {...props} />
}
