import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/consoleState.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useTicking } from '../../state/ConsoleContext.tsx'
import { ageOn, patientName } from '../../state/patientFacts.ts'
import classes from './Composer.module.css'

interface RecipientBannerProps {
  readonly session: SessionSummary
  readonly thread: Thread
}

/** Whom the text below goes to. Always there, in the patient's colour; a staff note says that the patient does not see it. */
export function RecipientBanner({ session, thread }: RecipientBannerProps) {
  const { t } = useTranslation()
  const { patient } = session
  const age = useTicking((nowMs) => {
    if (!patient) return ''
    const { unit, count } = ageOn(patient.birthDate, nowMs)
    return t(`composer.age.${unit}`, { count })
  })
  const name = patientName(session)
  return (
    <div className={classes.banner} data-testid="recipient-banner">
      <bdi>{t(thread === 'care' ? 'composer.to' : 'composer.noteOn', { name })}</bdi>
      {patient && <span>{t('composer.facts', { age, sex: t(`composer.sex.${patient.sex}`), mrn: patient.mrn })}</span>}
      {thread === 'staff' && <span>{t('composer.notForPatient')}</span>}
    </div>
  )
}
