import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { Result } from '../../../shared/model/failure.ts'
import { ActionDialog } from './ActionDialog.tsx'
import classes from './Lifecycle.module.css'
import { useAskedChange } from './useAskedChange.ts'

interface LeaveDialogProps {
  readonly session: SessionSummary
  readonly onClose: () => void
  /** The relay has answered. */
  readonly onAnswer: (answer: Result<unknown>) => void
}

/** Leaves a session. It cannot be undone by oneself, so that the answer with the focus is to stay. */
export function LeaveDialog({ session, onClose, onAnswer }: LeaveDialogProps) {
  const { t } = useTranslation()
  const { ask, isAsking, failure } = useAskedChange(session.id)
  const confirm = async () => {
    const answer = await ask('leave', () => ({ kind: 'leave' }))
    if (answer) onAnswer(answer)
  }
  return (
    <ActionDialog
      session={session}
      title={t('lifecycle.title.leave')}
      confirmLabel={t('lifecycle.confirm.leave')}
      isAsking={isAsking}
      problem={failure?.message ?? null}
      beginsSafe
      onClose={onClose}
      onConfirm={() => void confirm()}
    >
      <p className={classes.note}>{t('lifecycle.leaveMeans')}</p>
    </ActionDialog>
  )
}
