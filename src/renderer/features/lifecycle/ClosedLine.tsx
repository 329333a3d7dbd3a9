import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { SessionAction } from '../../../shared/model/lifecycle/offeredChanges.ts'
import { useSession, useTicking } from '../../state/ConsoleContext.tsx'
import { attemptOf } from '../../state/patients/patientFacts.ts'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import { shortInstantText } from '../../ui/instantText.ts'
import classes from './Lifecycle.module.css'
import { useOffered } from './useOffered.ts'

interface ClosedLineProps {
  readonly sessionId: SessionId
  /** The key that reopens it, as written on the screen. */
  readonly reopenKey: string
  readonly onAct: (action: SessionAction, sessionId: SessionId) => void
}

/** Line below a closed conversation: that the patient tried to write to it since, and the way to open it again. */
export function ClosedLine(props: ClosedLineProps) {
  const session = useSession(props.sessionId)
  return session && !session.active ? <LineOf session={session} {...props} /> : null
}

function LineOf({ session, sessionId, reopenKey, onAct }: ClosedLineProps & { readonly session: SessionSummary }) {
  const { t, i18n } = useTranslation()
  const offered = useOffered(session)
  const name = usePatientName(sessionId)
  const attempt = attemptOf(session)
  const tried = useTicking((nowMs) => {
    if (!attempt) return ''
    const isOnly = session.participants.filter(({ role }) => role === 'patient').length === 1
    const time = shortInstantText(attempt.at, nowMs, i18n.language)
    return t('lifecycle.tried', { name: isOnly ? name : attempt.name, time })
  })
  // One whose time has run out is open again once it has more of it.
  const again = (['reopen', 'extend'] as const).find((action) => offered.includes(action))
  if (tried === '' && again === undefined) return null
  return (
    <div className={classes.closed} data-tried={tried !== ''}>
      <span role="status">{tried}</span>
      {again !== undefined && (
        <button type="button" className={classes.again} onClick={() => onAct(again, sessionId)}>
          {t(`lifecycle.action.${again}`)} {again === 'reopen' && <kbd>{reopenKey}</kbd>}
        </button>
      )}
    </div>
  )
}
