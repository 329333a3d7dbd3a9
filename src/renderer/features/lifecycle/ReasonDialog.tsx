import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { Result } from '../../../shared/model/failure.ts'
import { mostReason } from '../../../shared/model/lifecycle/sessionChange.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import { ActionDialog } from './ActionDialog.tsx'
import { ChoiceList } from './ChoiceList.tsx'
import { LeftOver } from './LeftOver.tsx'
import classes from './Lifecycle.module.css'
import { useAskedChange } from './useAskedChange.ts'
import { useChoice } from './useChoice.ts'

const closeReasons = ['advice', 'prescription', 'referred', 'noAnswer', 'mistake'] as const
const escalateReasons = ['safety', 'opinion', 'conduct', 'technical'] as const

interface ReasonDialogProps {
  readonly action: 'close' | 'escalate'
  readonly session: SessionSummary
  readonly onClose: () => void
  /** The relay has answered. */
  readonly onAnswer: (answer: Result<unknown>) => void
}

/** Closes a session with an outcome, or asks support to look at it with a reason: one of a short list, or own words. */
export function ReasonDialog({ action, session, onClose, onAnswer }: ReasonDialogProps) {
  const { t } = useTranslation()
  const labels =
    action === 'close'
      ? closeReasons.map((name) => t(`lifecycle.reason.close.${name}`))
      : escalateReasons.map((name) => t(`lifecycle.reason.escalate.${name}`))
  const chosen = useChoice(labels.length)
  const { ask, isAsking, failure } = useAskedChange(session.id)
  const reason = chosen.choice.kind === 'listed' ? (labels[chosen.choice.number - 1] ?? '') : chosen.ownText.trim()
  const confirm = async () => {
    if (!hasVisibleText(reason) || chosen.choice.kind === 'none') return chosen.refuse()
    const answer = await ask(reason, () => ({ kind: action, reason }))
    if (answer) onAnswer(answer)
  }
  return (
    <ActionDialog
      session={session}
      title={t(`lifecycle.title.${action}`)}
      confirmLabel={t(`lifecycle.confirm.${action}`)}
      isAsking={isAsking}
      problem={chosen.isRefused ? t(`lifecycle.chooseFirst.${action}`) : (failure?.message ?? null)}
      onClose={onClose}
      onConfirm={() => void confirm()}
      onKey={chosen.onKey}
    >
      {action === 'close' && <LeftOver session={session} />}
      <ChoiceList
        legend={t(`lifecycle.choices.${action}`)}
        labels={labels}
        ownLabel={t(`lifecycle.own.${action}`)}
        ownInput={{ maxLength: mostReason }}
        {...chosen.listProps}
      />
      <p className={classes.note}>{t('lifecycle.visibleToAll')}</p>
    </ActionDialog>
  )
}
