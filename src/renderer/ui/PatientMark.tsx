import classes from './PatientMark.module.css'

interface PatientMarkProps {
  /** Letters of the patient's name. */
  readonly initials: string
  readonly size?: 'tab' | 'row' | 'header'
}

/**
 * A patient's colour with the letters of their name on it, so that neither has to be told apart alone. The colour is that of the
 * element around it, see `patientStyle`. The name always stands beside it: it says nothing to those who do not see it.
 */
export function PatientMark({ initials, size = 'row' }: PatientMarkProps) {
  // The letters are drawn by the style: what is copied, found or read out is the name alone.
  return <span className={classes.mark} data-mark data-size={size} data-initials={initials} aria-hidden="true" />
}
