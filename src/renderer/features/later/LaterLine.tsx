import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import { useSession, useTicking } from '../../state/ConsoleContext.tsx'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import { shortInstantText } from '../../ui/instantText.ts'
import classes from './Later.module.css'

interface LaterLineProps {
  /** The session that was put off last, or null. */
  readonly sessionId: SessionId | null
  /** The key that takes it back, as written on the screen. */
  readonly undoKey: string
  readonly onUndo: () => void
}

/** The session that was put off last, and a way to take that back. Empty once it is not put off any more. */
export function LaterLine({ sessionId, undoKey, onUndo }: LaterLineProps) {
  return (
    <span className={classes.line} role="status">
      {sessionId !== null && <Words {...{ sessionId, undoKey, onUndo }} />}
    </span>
  )
}

function Words({ sessionId, undoKey, onUndo }: LaterLineProps & { readonly sessionId: SessionId }) {
  const { t, i18n } = useTranslation()
  const later = useSession(sessionId)?.later
  const name = usePatientName(sessionId)
  const until = later?.until ?? null
  const time = useTicking((nowMs) => (until === null ? '' : shortInstantText(until, nowMs, i18n.language)))
  if (!later) return null
  return (
    <>
      <span className={classes.done}>{t(until === null ? 'later.doneNone' : 'later.done', { name, time })}</span>
      <button type="button" className={classes.undo} title={undoKey} onClick={onUndo}>
        {t('later.undo')}
      </button>
    </>
  )
}
