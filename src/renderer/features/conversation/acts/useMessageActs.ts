import { type KeyboardEvent, type RefObject, useState } from 'react'
import type { MessageAct } from '../../../../shared/model/actions/messageKeys.ts'
import type { Result } from '../../../../shared/model/failure.ts'
import type { SessionId } from '../../../../shared/model/ids.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import { useActions, useConsole, useReadConsole, useRelayNow } from '../../../state/ConsoleContext.tsx'
import type { EditedMessage } from '../../../state/editing.ts'
import type { MessageRow } from '../rows/conversationRows.ts'
import { actOfPress, actsFor } from './messageActs.ts'

interface MessageActsParts {
  readonly row: MessageRow
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly article: RefObject<HTMLElement | null>
  readonly onReply: ((id: MessageRow['key']) => void) | undefined
  readonly onEdit: ((message: EditedMessage) => void) | undefined
}

/** Returns what can be done with a message, which dialog of it is open, and why the last thing that was asked for could not be done. */
export function useMessageActs({ row, sessionId, thread, article, onReply, onEdit }: MessageActsParts) {
  const actions = useActions()
  const relayNow = useRelayNow()
  const readConsole = useReadConsole()
  const [open, setOpen] = useState<'react' | 'redact' | 'history' | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const allowed = useConsole((state) => actsFor(state, row, relayNow()))
  const offered = allowed
    .split(' ')
    .filter((act): act is MessageAct => act !== '' && (act !== 'reply' || !!onReply) && (act !== 'edit' || !!onEdit))
  const answered = (result: Result<unknown>) => setProblem(result.ok ? null : result.failure.message)
  const changed = { sessionId, thread, id: row.key, seq: row.entry?.seq ?? null } as const

  const act = (asked: MessageAct) => {
    // What was offered may have ended since, as at the minute in which a session expires.
    if (!actsFor(readConsole(), row, relayNow()).split(' ').includes(asked)) return
    if (asked === 'reply') onReply?.(row.key)
    else if (asked === 'edit') onEdit?.({ ...changed, text: row.text, at: row.at })
    else setOpen(asked)
  }

  return {
    ...{ offered, open, problem, act },
    close: () => setOpen(null),
    react: (emoji: string) => {
      const on = !row.reactions.some((reaction) => reaction.emoji === emoji && reaction.own)
      void actions.react(changed, emoji, on).then(answered)
    },
    redact: (reason: string) => {
      setOpen(null)
      void actions.redact(changed, reason).then(answered)
    },
    onKeyDown: (event: KeyboardEvent) => {
      const asked = actOfPress(event)
      // What is typed in a dialog of the message is not said to the message.
      const isHere = event.target instanceof Node && article.current?.contains(event.target)
      if (!asked || !isHere || !offered.includes(asked)) return
      event.preventDefault()
      event.stopPropagation()
      act(asked)
    },
  }
}
