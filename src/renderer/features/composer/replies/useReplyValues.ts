import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../../shared/ipc/session.ts'
import { replyValues } from '../../../../shared/model/replies/replyValues.ts'
import { useReadConsole, useRelayNow } from '../../../state/ConsoleContext.tsx'
import { nameParts, patientName } from '../../../state/patients/patientFacts.ts'

/** Returns what fills in a blank by itself, from this session and nowhere else; undefined for a blank that its writer fills in. */
export function useReplyValues(session: SessionSummary): () => (name: string) => string | undefined {
  const { i18n } = useTranslation()
  const readConsole = useReadConsole()
  const relayNow = useRelayNow()
  return () => {
    const { account, clinic } = readConsole()
    const isNamed = session.patient !== undefined || session.participants.some(({ role }) => role === 'patient')
    const patient = isNamed ? patientName(session) : ''
    const values = replyValues({
      ...{ patient, firstName: nameParts(patient).given, language: i18n.language, nowMs: relayNow() },
      ...{ me: account.state === 'signedOut' ? '' : account.name, clinic: clinic.name },
    })
    return (name) => values.get(name.toLowerCase())
  }
}
