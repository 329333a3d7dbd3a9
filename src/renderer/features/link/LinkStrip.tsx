import { useTranslation } from 'react-i18next'
import { useConsole, useTicking, useUnsent } from '../../state/ConsoleContext.tsx'
import { owedSessions } from '../../state/owed.ts'
import { useElapsed, useWaitLevel } from '../../state/waiting.ts'
import { Wait } from '../../ui/Wait.tsx'
import classes from './LinkStrip.module.css'

interface LinkStripProps {
  readonly showsOutbox: boolean
  readonly onOutbox: () => void
}

/** One honest line on the connection: how, since when, how old the last answer is, what is unsent, and who waits. */
export function LinkStrip({ showsOutbox, onOutbox }: LinkStripProps) {
  const { t, i18n } = useTranslation()
  const link = useConsole((state) => state.link)
  const since = new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    link.since,
  )
  return (
    <section className={classes.strip} aria-label={t('link.strip')}>
      <span className={classes.mode} data-mode={link.mode} role="status">
        {t(`link.mode.${link.mode}`)}
      </span>
      {link.since > 0 && <span>{t('link.since', { time: since })}</span>}
      <LastAcknowledged at={link.lastAcknowledgedAt} />
      <Unsent isOpen={showsOutbox} onOpen={onOutbox} />
      <Totals />
      {link.failure && link.mode !== 'live' && (
        <span className={classes.failure} title={link.failure.message}>
          {link.failure.message}
        </span>
      )}
    </section>
  )
}

function LastAcknowledged({ at }: { readonly at: number | null }) {
  const { t } = useTranslation()
  const text = useTicking((nowMs) => {
    if (at === null) return t('link.neverAcknowledged')
    const seconds = Math.max(0, Math.round((nowMs - at) / 1_000))
    return seconds < 60
      ? t('link.acknowledgedSeconds', { count: seconds })
      : t('link.acknowledgedMinutes', { count: Math.floor(seconds / 60) })
  })
  return <span>{text}</span>
}

function Unsent({ isOpen, onOpen }: { readonly isOpen: boolean; readonly onOpen: () => void }) {
  const { t } = useTranslation()
  const unsent = useUnsent()
  const refused = unsent.filter(({ state }) => state.kind === 'failed').length
  return (
    <button
      type="button"
      className={classes.unsent}
      data-testid="unsent"
      data-refused={refused > 0}
      data-some={unsent.length > 0}
      aria-expanded={isOpen}
      onClick={onOpen}
    >
      {t('link.unsent', { count: unsent.length })}
      {refused > 0 && `, ${t('link.refused', { count: refused })}`}
    </button>
  )
}

function Totals() {
  const { t } = useTranslation()
  const active = useConsole((state) => [...state.sessions.values()].filter((session) => session.active).length)
  const owed = useConsole((state) => owedSessions(state).length)
  const longest = useConsole((state) => owedSessions(state)[0]?.owedSince ?? null)
  const waited = useElapsed(longest)
  const level = useWaitLevel(longest)
  return (
    <span>
      {t('link.sessions', { count: active })}, {t('link.owed', { count: owed })}
      {longest !== null && (
        <>
          , {t('link.longest')} <Wait text={waited} level={level} />
        </>
      )}
    </span>
  )
}
