import { useRef } from 'react'
import { useSession } from '../../state/ConsoleContext.tsx'
import { threadKey } from '../../state/threadKey.ts'
import { ComposerForm, type ComposerProps } from './ComposerForm.tsx'

/** Writes to one thread of one session. Another session is another form: a text is never carried over. */
export function Composer({ visible = true, replyTo = null, ...props }: ComposerProps) {
  const session = useSession(props.sessionId)
  /** The session in whose composer the person writes: from one of its threads to the other they go on writing. */
  const writing = useRef<string | null>(null)
  if (!session) return null
  const key = threadKey(props.sessionId, props.thread)
  return (
    <ComposerForm
      key={key}
      session={session}
      visible={visible}
      replyTo={replyTo}
      takesFocus={() => writing.current === props.sessionId}
      onFocusChange={(focused) => {
        writing.current = focused ? props.sessionId : null
      }}
      {...props}
    />
  )
}
