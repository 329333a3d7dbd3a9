import { memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PendingMessage } from '../../../shared/ipc/consoleState.ts'
import type { Result } from '../../../shared/model/failure.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useActions, useSession } from '../../state/ConsoleContext.tsx'
import { patientName } from '../../state/patientFacts.ts'
import { useElapsed } from '../../state/waiting.ts'
import { ConfirmButton } from '../../ui/ConfirmButton.tsx'
import { EditInPlace } from '../../ui/EditInPlace.tsx'
import { patientStyle } from '../../ui/patientColour.ts'
import classes from './OutboxPanel.module.css'

interface UnsentMessageProps {
  readonly message: PendingMessage
  readonly onOpenThread: (sessionId: SessionId, thread: Thread) => void
}

/** One unsent message: whose patient, what it says, since when, why it is still here. */
export const UnsentMessage = memo(function UnsentMessage({ message, onOpenThread }: UnsentMessageProps) {
  const { t } = useTranslation()
  const { retry, revise, discard } = useActions()
  const session = useSession(message.sessionId)
  const [editing, setEditing] = useState(false)
  const [answer, setAnswer] = useState<string | null>(null)
  const age = useElapsed(message.queuedAt)
  const tell = (result: Result<unknown>) => setAnswer(result.ok ? null : result.failure.message)
  const name = session ? patientName(session) : message.sessionId

  return (
    <li
      className={classes.message}
      data-state={message.state.kind}
      data-entry-id={message.id}
      style={patientStyle(message.sessionId)}
    >
      <div className={classes.head}>
        <button
          type="button"
          className={classes.patient}
          title={t('outbox.open', { name })}
          onClick={() => onOpenThread(message.sessionId, message.thread)}
        >
          {name}
        </button>
        <span>{t(`outbox.thread.${message.thread}`)}</span>
        <span className={classes.age}>{age}</span>
      </div>
      {editing ? (
        <EditInPlace
          text={message.text}
          label={t('unsent.editLabel')}
          saveLabel={t('unsent.saveAndSend')}
          cancelLabel={t('unsent.cancel')}
          onCancel={() => setEditing(false)}
          onSave={async (text) => {
            const result = await revise(message.id, text)
            tell(result)
            if (result.ok) setEditing(false)
          }}
        />
      ) : (
        <div className={classes.text} dir="auto">
          {message.text}
        </div>
      )}
      <p className={classes.state}>
        {message.state.kind === 'queued'
          ? t('outbox.state.queued', { count: message.attempts })
          : t('outbox.state.refused', { reason: message.state.failure.message })}
      </p>
      {!editing && (
        <div className={classes.actions}>
          <button type="button" onClick={() => void retry(message.id).then(tell)}>
            {t('unsent.retry')}
          </button>
          <button type="button" onClick={() => setEditing(true)}>
            {t('unsent.edit')}
          </button>
          <ConfirmButton
            label={t('unsent.discard')}
            question={t('unsent.discardQuestion')}
            confirmLabel={t('unsent.discardYes')}
            cancelLabel={t('unsent.discardNo')}
            onConfirm={() => void discard(message.id).then(tell)}
          />
        </div>
      )}
      {answer !== null && (
        <p className={classes.answer} role="alert">
          {answer}
        </p>
      )}
    </li>
  )
})
