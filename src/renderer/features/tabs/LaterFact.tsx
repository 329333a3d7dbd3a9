import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { useActions, useOwn, useTicking } from '../../state/ConsoleContext.tsx'
import { shortInstantText } from '../../ui/instantText.ts'
import classes from './SessionPanel.module.css'

/** The clinician who has put a session off, until when and why, and a way to take it up again. */
export function LaterFact({ session: { id, later, participants } }: { readonly session: SessionSummary }) {
  const { t, i18n } = useTranslation()
  const { setLater } = useActions()
  const own = useOwn()
  const until = later?.until ?? null
  const time = useTicking((nowMs) => (until === null ? '' : shortInstantText(until, nowMs, i18n.language)))
  if (!later) return null
  const state = until === null ? t('later.none') : t('later.until', { time })
  const name = participants.find(({ userId }) => userId === later.by)?.name ?? later.by
  const words = t('later.by', { state, name, reason: later.reason })
  const isTheirs = participants.some(({ userId, role }) => userId === own?.userId && role === 'clinician')
  return (
    <div className={classes.later} data-testid="later">
      <span dir="auto" title={words}>
        {state}
      </span>
      {isTheirs && (
        <button type="button" onClick={() => void setLater(id, null)}>
          {t('later.takeUp')}
        </button>
      )}
    </div>
  )
}
