import type { KeyboardEvent } from 'react'
import type { PendingMessage } from '../../../../shared/ipc/message.ts'
import type { SessionId } from '../../../../shared/model/ids.ts'
import { useActions, useConsole } from '../../../state/ConsoleContext.tsx'
import { threadKey } from '../../../state/threadKey.ts'

const isHeld = ({ state }: PendingMessage) => state.kind === 'held'

/** The message to a patient that is held, as somebody wrote while it waited, and the answers: Escape takes it back into the text, Alt+Enter sends it. */
export function useWaited(sessionId: SessionId) {
  const { retry, takeBack } = useActions()
  const message = useConsole(({ pending }) => pending.get(threadKey(sessionId, 'care'))?.find(isHeld))
  const send = () => void (message && retry(message.id))
  const back = () => void (message && takeBack(message))
  return {
    ...{ message, send, takeBack: back },
    /** Takes a key that answers, and returns whether it did. */
    onKey: (event: KeyboardEvent): boolean => {
      const answers = event.key === 'Escape' || (event.key === 'Enter' && event.altKey)
      if (!message || !answers) return false
      event.preventDefault()
      event.stopPropagation()
      if (event.repeat) return true
      if (event.key === 'Escape') back()
      else send()
      return true
    },
  }
}
