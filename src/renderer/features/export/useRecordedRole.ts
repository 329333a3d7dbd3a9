import { useTranslation } from 'react-i18next'
import type { RecordHeader } from '../../../shared/model/record/sessionRecord.ts'
import type { Participant } from '../../../shared/model/session.ts'
import { writesFor } from '../../state/patients/writesFor.ts'

/** Returns how to say as what somebody is in a record: in their role, or for the patient where they are another person. */
export function useRecordedRole({
  patient,
}: Pick<RecordHeader, 'patient'>): (person: Pick<Participant, 'userId' | 'name' | 'role'>) => string {
  const { t } = useTranslation()
  return (person) => {
    const writtenFor = writesFor(patient ? { patient } : {}, person)
    return writtenFor === null
      ? t(`conversation.role.${person.role}`)
      : t('conversation.writesFor', { patient: writtenFor })
  }
}
