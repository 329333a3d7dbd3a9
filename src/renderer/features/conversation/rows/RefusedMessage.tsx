import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Failure } from '../../../../shared/model/failure.ts'
import type { EntryId } from '../../../../shared/model/ids.ts'
import { useActions } from '../../../state/ConsoleContext.tsx'
import { EditInPlace } from '../../../ui/EditInPlace.tsx'
import { UnsentChoices } from '../../../ui/UnsentChoices.tsx'
import classes from '../Conversation.module.css'

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
        <UnsentChoices
          className={classes.actions}
          onRetry={() => void retry(id).then(answered)}
          onEdit={() => setEditing(true)}
          onDiscard={() => void discard(id).then(answered)}
        />
      )}
      {answer !== null && <p role="alert">{answer}</p>}
    </div>
  )
}
