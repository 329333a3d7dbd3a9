import { initialsOf } from '../../state/patients/initials.ts'
import { PatientMark } from '../../ui/PatientMark.tsx'
import { patientStyle } from '../../ui/patientColour.ts'

/** The mark of a patient before their row. */
export function RowMark({ name, hue }: { readonly name: string; readonly hue: number | undefined }) {
  return (
    <span style={patientStyle(hue)}>
      <PatientMark initials={initialsOf(name)} />
    </span>
  )
}
