import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../../shared/model/ids.ts'
import type { Participant } from '../../../../shared/model/session.ts'
import { useConsole } from '../../../state/ConsoleContext.tsx'
import { writesFor } from '../../../state/patients/writesFor.ts'

/** Returns how to say as what somebody is in a session: in their role, or for the patient where they are another person. */
export function useRoleText(sessionId: SessionId): (person: Pick<Participant, 'userId' | 'name' | 'role'>) => string {
  const { t } = useTranslation()
  const patient = useConsole(({ sessions }) => sessions.get(sessionId)?.patient)
  return (person) => {
    const writtenFor = writesFor(patient ? { patient } : {}, person)
    return writtenFor === null
      ? t(`conversation.role.${person.role}`)
      : t('conversation.writesFor', { patient: writtenFor })
  }
}
