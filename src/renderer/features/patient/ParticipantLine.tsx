import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/consoleState.ts'
import type { Participant } from '../../../shared/model/session.ts'
import { useConsole, useOwn } from '../../state/ConsoleContext.tsx'
import { PresenceDot } from '../../ui/PresenceDot.tsx'
import classes from './PatientSide.module.css'

interface ParticipantLineProps {
  readonly session: SessionSummary
  readonly participant: Participant
}

/** Somebody in the session: whether they are there, and how far they have read the care thread. */
export function ParticipantLine({ session, participant }: ParticipantLineProps) {
  const { t } = useTranslation()
  const own = useOwn()
  const status = useConsole((state) => state.presence.get(participant.userId)?.status ?? 'offline')
  const isOwn = participant.userId === own?.userId
  return (
    <li>
      <PresenceDot status={status} label={t(`presence.${status}`)} />
      <span className={classes.person} dir="auto">
        {participant.name}
        {participant.role !== 'patient' && !isOwn && <small>{t(`role.${participant.role}`)}</small>}
      </span>
      <span className={classes.read}>{isOwn ? t('patient.you') : readState(session, participant, t)}</span>
    </li>
  )
}

function readState(
  session: SessionSummary,
  { userId }: Participant,
  t: (key: string, values: { readonly count: number }) => string,
): string {
  const mark = session.watermarks.find((item) => item.userId === userId && item.thread === 'care')
  const head = session.heads.care
  const behind = head - (mark?.readUpTo ?? 0)
  if (head === 0) return ''
  if (behind <= 0) return t('patient.readAll', { count: 0 })
  return t((mark?.deliveredUpTo ?? 0) >= head ? 'patient.delivered' : 'patient.behind', { count: behind })
}
