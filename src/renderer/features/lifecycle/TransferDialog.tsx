import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { Result } from '../../../shared/model/failure.ts'
import { mostReason } from '../../../shared/model/lifecycle/sessionChange.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import { ActionDialog } from './ActionDialog.tsx'
import { ChoiceList } from './ChoiceList.tsx'
import { type Candidate, ColleagueList } from './colleagues/ColleagueList.tsx'
import classes from './Lifecycle.module.css'
import { useAskedChange } from './useAskedChange.ts'
import { useChoice } from './useChoice.ts'

const reasons = ['shift', 'specialist', 'language', 'load'] as const

interface TransferDialogProps {
  readonly session: SessionSummary
  readonly onClose: () => void
  /** The relay has answered. */
  readonly onAnswer: (answer: Result<unknown>) => void
}

/** Dialog that transfers a session to another clinician with a reason. Enter in the search takes the first who is found, and goes on to the reasons. */
export function TransferDialog({ session, onClose, onAnswer }: TransferDialogProps) {
  const { t } = useTranslation()
  const labels = reasons.map((name) => t(`lifecycle.reason.transfer.${name}`))
  const chosen = useChoice(labels.length)
  const { ask, isAsking, failure } = useAskedChange(session.id)
  const [to, setTo] = useState<Candidate | null>(null)
  const reason = chosen.choice.kind === 'listed' ? (labels[chosen.choice.number - 1] ?? '') : chosen.ownText.trim()
  const confirm = async () => {
    if (to === null || chosen.choice.kind === 'none' || !hasVisibleText(reason)) return chosen.refuse()
    const answer = await ask(`${to.userId} ${reason}`, () => ({ kind: 'transfer', to: to.userId, reason }))
    if (answer) onAnswer(answer)
  }
  const refusal = t(to === null ? 'lifecycle.chooseColleague' : 'lifecycle.chooseFirst.transfer')
  return (
    <ActionDialog
      session={session}
      title={t('lifecycle.title.transfer')}
      confirmLabel={t('lifecycle.confirm.transfer')}
      isAsking={isAsking}
      problem={chosen.isRefused ? refusal : (failure?.message ?? null)}
      onClose={onClose}
      onConfirm={() => void confirm()}
      onKey={chosen.onKey}
    >
      <ColleagueList
        session={session}
        isFor="transfer"
        to={to}
        onTo={setTo}
        onTaken={(field) =>
          field.form?.querySelector<HTMLInputElement>('fieldset + fieldset input[type="radio"]')?.focus()
        }
      />
      <ChoiceList
        legend={t('lifecycle.choices.transfer')}
        labels={labels}
        ownLabel={t('lifecycle.own.transfer')}
        ownInput={{ maxLength: mostReason }}
        {...chosen.listProps}
      />
      <p className={classes.note}>{t('lifecycle.visibleToAll')}</p>
    </ActionDialog>
  )
}
