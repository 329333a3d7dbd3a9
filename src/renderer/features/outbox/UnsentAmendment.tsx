import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PendingAmendment } from '../../../shared/ipc/message.ts'
import type { Result } from '../../../shared/model/failure.ts'
import { useActions, useConsole, useHue } from '../../state/ConsoleContext.tsx'
import { ConfirmButton } from '../../ui/ConfirmButton.tsx'
import { patientStyle } from '../../ui/patientColour.ts'
import classes from './OutboxPanel.module.css'
import { UnsentHeading, type UnsentHeadingProps } from './UnsentHeading.tsx'

interface UnsentAmendmentProps extends Pick<UnsentHeadingProps, 'onOpenThread'> {
  readonly amendment: PendingAmendment
}

/** One change of a message that the relay has not acknowledged: whose patient, what it is, why it is still here. */
export function UnsentAmendment({ amendment, onOpenThread }: UnsentAmendmentProps) {
  const { t } = useTranslation()
  const { retry, discard } = useActions()
  const hue = useHue(amendment.sessionId)
  const isPolling = useConsole(({ link }) => link.mode === 'polling')
  const [answer, setAnswer] = useState<string | null>(null)
  const answered = (result: Result<unknown>) => setAnswer(result.ok ? null : result.failure.message)
  const { id, state, change, attempts } = amendment
  return (
    <li className={classes.message} data-state={state.kind} data-entry-id={id} style={patientStyle(hue)}>
      <UnsentHeading item={amendment} onOpenThread={onOpenThread} />
      <div className={classes.text} dir="auto">
        {changeText(t, change)}
      </div>
      <p className={classes.state}>
        {state.kind === 'failed'
          ? t('outbox.state.refused', { reason: state.failure.message })
          : isPolling
            ? t('outbox.state.waitsForSocket')
            : t('outbox.state.queued', { count: attempts })}
      </p>
      <div className={classes.actions}>
        <button type="button" onClick={() => void retry(id).then(answered)}>
          {t('unsent.retry')}
        </button>
        <ConfirmButton
          label={t('unsent.discard')}
          question={t('unsent.discardQuestion')}
          confirmLabel={t('unsent.discardYes')}
          cancelLabel={t('unsent.discardNo')}
          onConfirm={() => void discard(id).then(answered)}
        />
      </div>
      {answer !== null && (
        <p className={classes.answer} role="alert">
          {answer}
        </p>
      )}
    </li>
  )
}

function changeText(t: ReturnType<typeof useTranslation>['t'], change: PendingAmendment['change']): string {
  switch (change.kind) {
    case 'edit':
      return t('outbox.change.edit', { text: change.text })
    case 'redaction':
      return change.reason
        ? t('outbox.change.redactionBecause', { reason: change.reason })
        : t('outbox.change.redaction')
    case 'reaction':
      return t(change.on ? 'outbox.change.reaction' : 'outbox.change.reactionBack', { emoji: change.emoji })
  }
}
