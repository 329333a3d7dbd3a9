import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Failure } from '../../../shared/model/failure.ts'
import type { EntryId } from '../../../shared/model/ids.ts'
import { useActions } from '../../state/ConsoleContext.tsx'
import { ConfirmButton } from '../../ui/ConfirmButton.tsx'
import { EditInPlace } from '../../ui/EditInPlace.tsx'
import classes from './Conversation.module.css'

interface RefusedMessageProps {
  readonly id: EntryId
  readonly text: string
  readonly failure: Failure
}

/** Reason for which an own message was refused, and what can be done about it, in the message's place. */
export function RefusedMessage({ id, text, failure }: RefusedMessageProps) {
  const { t } = useTranslation()
  const { retry, revise, discard } = useActions()
  const [editing, setEditing] = useState(false)
  const [answer, setAnswer] = useState<string | null>(null)
  const answered = (result: { readonly ok: true } | { readonly ok: false; readonly failure: Failure }) =>
    setAnswer(result.ok ? null : result.failure.message)

  return (
    <div className={classes.refused}>
      <p data-testid="status">{t('conversation.notSentBecause', { reason: failure.message })}</p>
      {editing ? (
        <EditInPlace
          text={text}
          label={t('unsent.editLabel')}
          saveLabel={t('unsent.saveAndSend')}
          cancelLabel={t('unsent.cancel')}
          onCancel={() => setEditing(false)}
          onSave={async (next) => {
            const result = await revise(id, next)
            answered(result)
            if (result.ok) setEditing(false)
          }}
        />
      ) : (
        <div className={classes.actions}>
          <button type="button" onClick={() => void retry(id).then(answered)}>
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
            onConfirm={() => void discard(id).then(answered)}
          />
        </div>
      )}
      {answer !== null && <p role="alert">{answer}</p>}
    </div>
  )
}
