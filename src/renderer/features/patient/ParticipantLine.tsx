import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { recipientStatuses } from '../../../shared/model/deliveryStatus.ts'
import type { Entry } from '../../../shared/model/entry.ts'
import type { Participant } from '../../../shared/model/session.ts'
import { useOwn, usePresence, useThreadItems } from '../../state/ConsoleContext.tsx'
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
  const status = usePresence(participant.userId)
  const { entries, loaded } = useThreadItems(session.id, 'care')
  const isOwn = participant.userId === own?.userId
  return (
    <li>
      <PresenceDot status={status} label={t(`presence.${status}`)} />
      <span className={classes.person} dir="auto">
        {participant.name}
        {participant.role !== 'patient' && !isOwn && <small>{t(`role.${participant.role}`)}</small>}
      </span>
      <span className={classes.read}>
        {isOwn ? t('patient.you') : loaded && readState(session, participant, entries, t)}
      </span>
    </li>
  )
}

/**
 * Returns how much of what is held of the thread and is addressed to this participant they have not read; empty if nothing is.
 */
function readState(
  session: SessionSummary,
  participant: Participant,
  entries: readonly Entry[],
  t: (key: string, values: { readonly count: number }) => string,
): string {
  const statuses = entries
    .filter(({ body }) => body.kind === 'message')
    .flatMap((entry) => recipientStatuses(entry, [participant], session.watermarks))
    .map(({ status }) => status)
  if (statuses.length === 0) return ''
  const notDelivered = statuses.filter((status) => status === 'sent').length
  if (notDelivered > 0) return t('patient.notDelivered', { count: notDelivered })
  const notRead = statuses.filter((status) => status === 'delivered').length
  return notRead > 0 ? t('patient.notRead', { count: notRead }) : t('patient.readAll', { count: 0 })
}
