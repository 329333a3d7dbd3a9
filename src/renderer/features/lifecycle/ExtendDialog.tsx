import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { Result } from '../../../shared/model/failure.ts'
import { extendedBy } from '../../../shared/model/lifecycle/offeredChanges.ts'
import { useRelayNow, useTicking } from '../../state/ConsoleContext.tsx'
import { shortInstantText } from '../../ui/instantText.ts'
import { ActionDialog } from './ActionDialog.tsx'
import { ChoiceList } from './ChoiceList.tsx'
import classes from './Lifecycle.module.css'
import { useAskedChange } from './useAskedChange.ts'
import { useChoice } from './useChoice.ts'

const offeredMinutes = [15, 30, 60, 120] as const
const mostMinutes = 24 * 60

interface ExtendDialogProps {
  readonly session: SessionSummary
  readonly onClose: () => void
  /** The relay has answered. */
  readonly onAnswer: (answer: Result<unknown>) => void
}

/** Moves the end of a session later, by minutes of a short list or others; opens one again whose time has run out. */
export function ExtendDialog({ session, onClose, onAnswer }: ExtendDialogProps) {
  const { t, i18n } = useTranslation()
  const relayNow = useRelayNow()
  const chosen = useChoice(offeredMinutes.length)
  const { ask, isAsking, failure } = useAskedChange(session.id)
  const minutes = minutesOf(chosen)
  const { expiresAt } = session
  const ends = useTicking((nowMs) => {
    if (expiresAt === undefined) return ''
    const time = shortInstantText(expiresAt, nowMs, i18n.language)
    return t(expiresAt <= nowMs ? 'lifecycle.endedAt' : 'lifecycle.endsAt', { time })
  })
  const willEnd = useTicking((nowMs) => {
    if (minutes === null) return ''
    return t('lifecycle.willEndAt', {
      time: shortInstantText(extendedBy(session, minutes, nowMs), nowMs, i18n.language),
    })
  })
  const confirm = async () => {
    if (minutes === null) return chosen.refuse()
    const answer = await ask(`${minutes}`, () => ({ kind: 'extend', until: extendedBy(session, minutes, relayNow()) }))
    if (answer) onAnswer(answer)
  }
  const refusal = chosen.choice.kind === 'own' ? t('lifecycle.ownMinutesWrong', { most: mostMinutes }) : undefined
  return (
    <ActionDialog
      session={session}
      title={t('lifecycle.title.extend')}
      confirmLabel={t('lifecycle.confirm.extend')}
      isAsking={isAsking}
      problem={chosen.isRefused ? (refusal ?? t('lifecycle.chooseFirst.extend')) : (failure?.message ?? null)}
      onClose={onClose}
      onConfirm={() => void confirm()}
      onKey={chosen.onKey}
    >
      <ChoiceList
        legend={t('lifecycle.choices.extend')}
        labels={offeredMinutes.map((count) => t('lifecycle.minutes', { count }))}
        ownLabel={t('lifecycle.own.extend')}
        ownInput={{ inputMode: 'numeric', maxLength: 4 }}
        {...chosen.listProps}
      />
      <p className={classes.note}>
        {ends} {willEnd}
      </p>
    </ActionDialog>
  )
}

/** Returns the chosen minutes; null while none are, or no whole number that a day has. */
function minutesOf({ choice, ownText }: Pick<ReturnType<typeof useChoice>, 'choice' | 'ownText'>): number | null {
  if (choice.kind === 'none') return null
  if (choice.kind === 'listed') return offeredMinutes[choice.number - 1] ?? null
  const minutes = /^\d{1,4}$/.test(ownText.trim()) ? Number(ownText.trim()) : 0
  return minutes >= 1 && minutes <= mostMinutes ? minutes : null
}
