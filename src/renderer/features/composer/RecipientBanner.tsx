import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { usePatientLabel, useTicking } from '../../state/ConsoleContext.tsx'
import { ageAndSex, patientName } from '../../state/patientFacts.ts'
import { differenceText } from '../../state/patientLabels.ts'
import classes from './Composer.module.css'

interface RecipientBannerProps {
  readonly session: SessionSummary
  readonly thread: Thread
}

/**
 * Recipient of the text below. Always there, in the patient's colour; the facts that distinguish the patient from another of the
 * same name come first, and a staff note says that the patient does not see it.
 */
export function RecipientBanner({ session, thread }: RecipientBannerProps) {
  const { t } = useTranslation()
  const { patient } = session
  const difference = usePatientLabel(session.id)?.difference
  const facts = useTicking((nowMs) => (patient ? ageAndSex(t, patient, nowMs) : ''))
  const name = patientName(session)
  return (
    <div className={classes.banner} data-testid="recipient-banner">
      <bdi>{t(thread === 'care' ? 'composer.to' : 'composer.noteOn', { name })}</bdi>
      {difference && <strong>{differenceText(t, difference)}</strong>}
      {patient && <span>{facts}</span>}
      {patient && difference?.kind !== 'mrn' && <span>{t('composer.mrn', { mrn: patient.mrn })}</span>}
      {thread === 'staff' && <span>{t('composer.notForPatient')}</span>}
    </div>
  )
}
