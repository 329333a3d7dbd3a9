import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { Result } from '../../../shared/model/failure.ts'
import { mostReason } from '../../../shared/model/lifecycle/sessionChange.ts'
import { foldText, rankMatch } from '../../../shared/model/text/foldedText.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import { useOwn, useReadConsole } from '../../state/ConsoleContext.tsx'
import { type Colleague, colleaguesFor } from '../../state/patients/colleagues.ts'
import { ActionDialog } from './ActionDialog.tsx'
import { ChoiceList } from './ChoiceList.tsx'
import classes from './Lifecycle.module.css'
import { useAskedChange } from './useAskedChange.ts'
import { useChoice } from './useChoice.ts'

const reasons = ['shift', 'specialist', 'language', 'load'] as const

/** So many clinicians are shown; who is not among them is found by more of the name. */
const shownColleagues = 6

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
  const [to, setTo] = useState<Colleague | null>(null)
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
      <Colleagues session={session} to={to} onTo={setTo} />
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

interface ColleaguesProps {
  readonly session: SessionSummary
  readonly to: Colleague | null
  readonly onTo: (colleague: Colleague) => void
}

/** The clinicians whom the relay names, found by their names. */
function Colleagues({ session, to, onTo }: ColleaguesProps) {
  const { t } = useTranslation()
  const own = useOwn()
  const readConsole = useReadConsole()
  const [query, setQuery] = useState('')
  const all = own ? colleaguesFor(readConsole().sessions, session, own.userId) : []
  const found = all.filter(({ name, userId }) => rankMatch([foldText(name), foldText(userId)], query) > 0)
  return (
    <fieldset className={classes.choices}>
      <legend>{t('lifecycle.colleague')}</legend>
      <input
        type="text"
        className={classes.own}
        data-autofocus
        aria-label={t('lifecycle.findColleague')}
        placeholder={t('lifecycle.findColleague')}
        autoComplete="off"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          const [first] = found
          if (event.repeat || !first || query.trim() === '') return
          onTo(first)
          event.currentTarget.form?.querySelector<HTMLInputElement>(`fieldset + fieldset input[type="radio"]`)?.focus()
        }}
      />
      {found.slice(0, shownColleagues).map((colleague) => (
        <label key={colleague.userId} className={classes.choice}>
          <input
            type="radio"
            name="colleague"
            checked={to?.userId === colleague.userId}
            onChange={() => onTo(colleague)}
          />
          <bdi>{colleague.name}</bdi>
        </label>
      ))}
      {found.length === 0 && <p className={classes.note}>{t('lifecycle.noColleague')}</p>}
      {found.length > shownColleagues && (
        <p className={classes.note}>{t('lifecycle.moreColleagues', { count: found.length - shownColleagues })}</p>
      )}
    </fieldset>
  )
}
