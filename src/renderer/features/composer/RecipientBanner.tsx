import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { usePatientLabel, useTicking } from '../../state/ConsoleContext.tsx'
import { initialsOf } from '../../state/patients/initials.ts'
import { ageAndSex, patientName } from '../../state/patients/patientFacts.ts'
import { differenceText } from '../../state/patients/patientLabels.ts'
import { writersFor } from '../../state/patients/writesFor.ts'
import { NameAlertMark } from '../../ui/NameAlertMark.tsx'
import { PatientMark } from '../../ui/PatientMark.tsx'
import classes from './Composer.module.css'
import own from './RecipientBanner.module.css'

interface RecipientBannerProps {
  readonly session: SessionSummary
  readonly thread: Thread
}

/**
 * Recipient of the text below. Always there, in the patient's colour; the facts that distinguish the patient from another of the
 * same name come first, then who reads it in their place; a staff note says that the patient does not see it. Where the session is closed there is no
 * recipient, and only the patient is named.
 */
export function RecipientBanner({ session, thread }: RecipientBannerProps) {
  const { t } = useTranslation()
  const { patient } = session
  const difference = usePatientLabel(session.id)?.difference
  const facts = useTicking((nowMs) => (patient ? ageAndSex(t, patient, nowMs) : ''))
  const name = patientName(session)
  return (
    <div className={classes.banner} data-testid="recipient-banner">
      <span className={own.mark}>
        <PatientMark initials={initialsOf(name)} size="tab" />
      </span>
      <bdi>{session.active ? t(thread === 'care' ? 'composer.to' : 'composer.noteOn', { name }) : name}</bdi>
      {difference && (
        <strong>
          <NameAlertMark />
          {differenceText(t, difference)}
        </strong>
      )}
      {session.active && thread === 'care' && <Readers session={session} />}
      {patient && <span>{facts}</span>}
      {patient && difference?.kind !== 'mrn' && <span>{t('composer.mrn', { mrn: patient.mrn })}</span>}
      {session.active && thread === 'staff' && <span>{t('composer.notForPatient')}</span>}
    </div>
  )
}

/** Names of those who read it for the patient, or beside them. */
function Readers({ session }: Pick<RecipientBannerProps, 'session'>) {
  const { t } = useTranslation()
  const { names, patientToo } = writersFor(session)
  if (names.length === 0) return null
  const text = t(patientToo ? 'composer.alsoReadBy' : 'composer.readBy', { names: names.join(', ') })
  return (
    <bdi className={own.readers} title={text}>
      {text}
    </bdi>
  )
}
