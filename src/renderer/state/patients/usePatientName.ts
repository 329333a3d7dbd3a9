import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import { usePatientLabel } from '../ConsoleContext.tsx'
import { nameInWords } from './patientLabels.ts'

/** Returns the name of a session's patient, with what tells them from others of the same name; the session's id when it is unknown. */
export function usePatientName(sessionId: SessionId): string {
  const { t } = useTranslation()
  const label = usePatientLabel(sessionId)
  return label ? nameInWords(t, label) : sessionId
}
