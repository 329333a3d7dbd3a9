import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PendingMessage } from '../../../shared/ipc/message.ts'
import type { Result } from '../../../shared/model/failure.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useActions, useHue } from '../../state/ConsoleContext.tsx'
import { EditInPlace } from '../../ui/EditInPlace.tsx'
import { patientStyle } from '../../ui/patientColour.ts'
import { UnsentChoices } from '../../ui/UnsentChoices.tsx'
import classes from './OutboxPanel.module.css'
import { UnsentHeading } from './UnsentHeading.tsx'

interface UnsentMessageProps {
  readonly message: PendingMessage
  /** The text of an edit under way, or null. */
  readonly editedText: string | null
  /** The message is not unsent any more: all that is here is the edit. */
  readonly left: boolean
  readonly onEdit: (text: string) => void
  readonly onEditEnd: () => void
  readonly onOpenThread: (sessionId: SessionId, thread: Thread) => void
}

/**
 * One unsent message: whose patient, what it says, since when, why it is still here. When it leaves while it is edited, the
 * edited text stays, to be sent as a message of its own or given up.
 */
export function UnsentMessage(props: UnsentMessageProps) {
  const { message, editedText, left, onEdit, onEditEnd } = props
  const { t } = useTranslation()
  const { retry, discard } = useActions()
  const hue = useHue(message.sessionId)
  const { answer, answered, save } = useUnsentEdit(props)
  const editing = editedText !== null

  return (
    <li
      className={classes.message}
      data-state={message.state.kind}
      data-entry-id={message.id}
      style={patientStyle(hue)}
    >
      <UnsentHeading item={message} onOpenThread={props.onOpenThread} />
      {editing ? (
        <EditInPlace
          text={editedText}
          label={t('unsent.editLabel')}
          saveLabel={t(left ? 'unsent.sendAsNew' : 'unsent.saveAndSend')}
          cancelLabel={t(left ? 'unsent.discard' : 'unsent.cancel')}
          onChange={onEdit}
          onCancel={onEditEnd}
          onSave={save}
        />
      ) : (
        <div className={classes.text} dir="auto">
          {message.text}
        </div>
      )}
      <p className={classes.state} role={left ? 'alert' : undefined}>
        {left
          ? t('outbox.state.leftWhileEdited')
          : message.state.kind === 'queued'
            ? t('outbox.state.queued', { count: message.attempts })
            : t('outbox.state.refused', { reason: message.state.failure.message })}
      </p>
      {!editing && (
        <UnsentChoices
          className={classes.actions}
          onRetry={() => void retry(message.id).then(answered)}
          onEdit={() => onEdit(message.text)}
          onDiscard={() => void discard(message.id).then(answered)}
        />
      )}
      {answer?.left === left && (
        <p className={classes.answer} role="alert">
          {answer.text}
        </p>
      )}
    </li>
  )
}

/** Saves an edited text; `answer` is why the last thing that was tried did not succeed, and whether the message had left by then. */
function useUnsentEdit({ message, left, onEditEnd }: Pick<UnsentMessageProps, 'message' | 'left' | 'onEditEnd'>) {
  const { revise, send, newMessageId } = useActions()
  const attempt = useRef<{ readonly id: EntryId; readonly text: string } | null>(null)
  const [answer, setAnswer] = useState<{ readonly text: string; readonly left: boolean } | null>(null)
  const answered = (result: Result<unknown>) => setAnswer(result.ok ? null : { text: result.failure.message, left })
  const sendAsNew = async (text: string) => {
    const { sessionId, thread, replyTo } = message
    // The same text keeps its id: only the answer to the first attempt may have been lost.
    if (attempt.current?.text !== text) attempt.current = { id: newMessageId(), text }
    return send({ ...attempt.current, sessionId, thread, replyTo })
  }
  const save = async (text: string) => {
    const result = left ? await sendAsNew(text) : await revise(message.id, text)
    // It left just now: the panel is about to show so, and keeps the text.
    if (!left && !result.ok && result.failure.kind === 'notFound') return
    answered(result)
    if (result.ok) onEditEnd()
  }
  return { answer, answered, save }
}
