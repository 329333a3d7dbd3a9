import { Users } from 'lucide-react'
import { useTranslation } from 'react-i18next'

/** A small mark before what distinguishes a patient from another who could be taken for them. */
export function NameAlertMark() {
  const { t } = useTranslation()
  const label = t('patient.nameAlert')
  return <Users size={12} role="img" aria-label={label} style={{ marginInlineEnd: 3, verticalAlign: '-1px' }} />
}
