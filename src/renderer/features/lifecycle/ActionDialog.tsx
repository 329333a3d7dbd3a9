import { Button, Group, Modal } from '@mantine/core'
import type { KeyboardEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { useHue, useTicking } from '../../state/ConsoleContext.tsx'
import { initialsOf } from '../../state/patients/initials.ts'
import { ageAndSex, patientName } from '../../state/patients/patientFacts.ts'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import { PatientMark } from '../../ui/PatientMark.tsx'
import { patientStyle } from '../../ui/patientColour.ts'
import classes from './Lifecycle.module.css'

interface ActionDialogProps {
  readonly session: SessionSummary
  readonly title: string
  readonly confirmLabel: string
  readonly isAsking: boolean
  /** Reason why it was not done, or what is to be given first; read out. */
  readonly problem: string | null
  /** Whether the answer that changes nothing begins with the focus. */
  readonly beginsSafe?: boolean
  readonly onClose: () => void
  readonly onConfirm: () => void
  /** Keys of the dialog as a whole; not those of its texts. */
  readonly onKey?: (event: KeyboardEvent) => void
  readonly children: ReactNode
}

/** A dialog about one session. It names the patient. Enter does it, once and not by a key that is held down; Escape leaves. */
export function ActionDialog(props: ActionDialogProps) {
  const { session, title, confirmLabel, isAsking, problem, beginsSafe, onClose, onConfirm, onKey, children } = props
  const { t } = useTranslation()
  return (
    <Modal
      opened
      onClose={onClose}
      returnFocus={false}
      title={title}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      classNames={{ title: classes.title ?? '' }}
      centered
      size={460}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          onConfirm()
        }}
        onKeyDown={(event) => {
          // The key that opened it is still down.
          if (event.key === 'Enter' && event.repeat) event.preventDefault()
          else onKey?.(event)
        }}
      >
        <About session={session} />
        {children}
        <p className={classes.problem} role="alert">
          {problem}
        </p>
        <Group justify="space-between" align="center" wrap="nowrap">
          <span className={classes.hint}>{isAsking ? t('lifecycle.asking') : ''}</span>
          <Group gap="xs" wrap="nowrap">
            <Button variant="default" onClick={onClose} {...(beginsSafe ? { 'data-autofocus': true } : {})}>
              {t('app.cancel')}
            </Button>
            {/* Not disabled while it is under way: the focus would be lost. */}
            <Button type="submit" aria-disabled={isAsking}>
              {confirmLabel}
            </Button>
          </Group>
        </Group>
      </form>
    </Modal>
  )
}

/** Patient of the session, as its header names them. */
function About({ session }: { readonly session: SessionSummary }) {
  const { t } = useTranslation()
  const name = usePatientName(session.id)
  const hue = useHue(session.id)
  const { patient } = session
  const age = useTicking((nowMs) => (patient ? ageAndSex(t, patient, nowMs) : ''))
  return (
    <div className={classes.about} style={patientStyle(hue)}>
      <PatientMark initials={initialsOf(patientName(session))} size="row" />
      <b dir="auto">{name}</b>
      {patient && <span>{[age, t('composer.mrn', { mrn: patient.mrn })].join(', ')}</span>}
    </div>
  )
}
