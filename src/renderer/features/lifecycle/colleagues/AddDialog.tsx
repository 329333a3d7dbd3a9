import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../../shared/ipc/session.ts'
import type { Result } from '../../../../shared/model/failure.ts'
import { ActionDialog } from '../ActionDialog.tsx'
import classes from '../Lifecycle.module.css'
import { useAskedChange } from '../useAskedChange.ts'
import { type Candidate, ColleagueList } from './ColleagueList.tsx'

interface AddDialogProps {
  readonly session: SessionSummary
  readonly onClose: () => void
  /** The relay has answered. */
  readonly onAnswer: (answer: Result<unknown>) => void
}

/** Brings a colleague into the session. Enter in the search takes the first who is found, and the next Enter asks for it. */
export function AddDialog({ session, onClose, onAnswer }: AddDialogProps) {
  const { t } = useTranslation()
  const [to, setTo] = useState<Candidate | null>(null)
  const [isRefused, setRefused] = useState(false)
  const { ask, isAsking, failure } = useAskedChange(session.id)
  const confirm = async () => {
    if (to === null) return setRefused(true)
    const answer = await ask(to.userId, () => ({ kind: 'add', to: to.userId }))
    if (answer) onAnswer(answer)
  }
  const chosen = to === null ? null : t('lifecycle.willSeeAll', { name: to.name })
  return (
    <ActionDialog
      session={session}
      title={t('lifecycle.title.add')}
      confirmLabel={t('lifecycle.confirm.add')}
      isAsking={isAsking}
      problem={isRefused ? t('lifecycle.chooseColleague') : (failure?.message ?? null)}
      onClose={onClose}
      onConfirm={() => void confirm()}
    >
      <ColleagueList
        session={session}
        isFor="add"
        to={to}
        onTo={(candidate) => {
          setRefused(false)
          setTo(candidate)
        }}
        onTaken={(field) => field.form?.querySelector<HTMLElement>('[type="submit"]')?.focus()}
      />
      <p className={classes.note} role="status">
        {chosen}
      </p>
    </ActionDialog>
  )
}
