import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../../shared/ipc/session.ts'
import type { Result } from '../../../../shared/model/failure.ts'
import type { UserId } from '../../../../shared/model/ids.ts'
import { removableFrom } from '../../../../shared/model/lifecycle/offeredChanges.ts'
import { useOwn, useRelayNow } from '../../../state/ConsoleContext.tsx'
import { ActionDialog } from '../ActionDialog.tsx'
import classes from '../Lifecycle.module.css'
import { useAskedChange } from '../useAskedChange.ts'

interface RemoveDialogProps {
  readonly session: SessionSummary
  readonly onClose: () => void
  /** The relay has answered. */
  readonly onAnswer: (answer: Result<unknown>) => void
}

/** Takes one of the staff out of the session. Nobody is chosen at first: a number chooses. */
export function RemoveDialog({ session, onClose, onAnswer }: RemoveDialogProps) {
  const { t } = useTranslation()
  const own = useOwn()
  const relayNow = useRelayNow()
  const [chosen, setChosen] = useState<UserId | null>(null)
  const [isRefused, setRefused] = useState(false)
  const { ask, isAsking, failure } = useAskedChange(session.id)
  const removable = own ? removableFrom(session, own, relayNow()) : []
  const choose = (userId: UserId | undefined) => {
    if (userId === undefined) return
    setRefused(false)
    setChosen(userId)
  }
  const confirm = async () => {
    const one = removable.find(({ userId }) => userId === chosen)
    if (!one) return setRefused(true)
    const answer = await ask(one.userId, () => ({ kind: 'remove', userId: one.userId }))
    if (answer) onAnswer(answer)
  }
  return (
    <ActionDialog
      session={session}
      title={t('lifecycle.title.remove')}
      confirmLabel={t('lifecycle.confirm.remove')}
      isAsking={isAsking}
      problem={isRefused ? t('lifecycle.chooseFirst.remove') : (failure?.message ?? null)}
      onClose={onClose}
      onConfirm={() => void confirm()}
      onKey={(event) => {
        if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return
        event.preventDefault()
        choose(removable[Number(event.key) - 1]?.userId)
      }}
    >
      <fieldset className={classes.choices}>
        <legend>{t('lifecycle.choices.remove')}</legend>
        {removable.map(({ userId, name }, index) => (
          <label key={userId} className={classes.choice}>
            <input
              type="radio"
              name="participant"
              checked={chosen === userId}
              onChange={() => choose(userId)}
              {...(index === 0 ? { 'data-autofocus': true } : {})}
            />
            <kbd>{index < 9 ? index + 1 : ''}</kbd>
            <bdi>{name}</bdi>
          </label>
        ))}
      </fieldset>
      <p className={classes.note}>{t('lifecycle.removeMeans')}</p>
    </ActionDialog>
  )
}
