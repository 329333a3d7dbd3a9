import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { Participant } from '../../../shared/model/session.ts'
import { useOwn, usePresence, useThreadEnd, useTicking } from '../../state/ConsoleContext.tsx'
import { writesFor } from '../../state/patients/writesFor.ts'
import { shortInstantText } from '../../ui/instantText.ts'
import { PresenceDot } from '../../ui/PresenceDot.tsx'
import classes from './ParticipantLine.module.css'
import { readState } from './readState.ts'

interface ParticipantLineProps {
  readonly session: SessionSummary
  readonly participant: Participant
}

/** Somebody in the session: whether they are there, as what, and how far they have read the care thread. */
export function ParticipantLine({ session, participant }: ParticipantLineProps) {
  const { t } = useTranslation()
  const own = useOwn()
  const status = usePresence(participant.userId)
  const isOwn = participant.userId === own?.userId
  return (
    <li>
      <PresenceDot status={status} label={t(`presence.${status}`)} />
      <span className={classes.person}>
        <bdi>{participant.name}</bdi>
        <As session={session} participant={participant} isOwn={isOwn} />
        <span className={classes.read}>
          {isOwn ? t('patient.you') : <Reading session={session} participant={participant} />}
        </span>
      </span>
    </li>
  )
}

/** As what somebody is in the session, where their name alone does not say it. */
function As({ session, participant, isOwn }: ParticipantLineProps & { readonly isOwn: boolean }) {
  const { t } = useTranslation()
  const patient = writesFor(session, participant)
  if (patient !== null) return <small>{t('patient.writesFor', { name: patient })}</small>
  if (participant.role === 'patient' || isOwn) return null
  return <small>{t(`role.${participant.role}`)}</small>
}

function Reading({ session, participant }: ParticipantLineProps) {
  const { t, i18n } = useTranslation()
  const end = useThreadEnd(session.id, 'care')
  const state = end && readState(session, participant, end)
  return useTicking((nowMs) => {
    if (state === undefined || state.kind === 'unknown') return ''
    if (state.kind === 'readAll') return t('patient.readAll')
    const time = shortInstantText(state.sinceMs, nowMs, i18n.language)
    return t(`patient.${state.kind}${state.orEarlier ? 'Earlier' : 'Since'}`, { time })
  })
}
