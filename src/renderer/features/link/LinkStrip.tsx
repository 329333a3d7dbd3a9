import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type SessionsState,
  useAmending,
  useConsole,
  useSessionsView,
  useTicking,
  useUnsent,
} from '../../state/ConsoleContext.tsx'
import { longestWait, owedSessions } from '../../state/owing/owed.ts'
import { useElapsed, useWaitLevel } from '../../state/owing/waiting.ts'
import { isFetched } from '../../state/screenState.ts'
import { Wait } from '../../ui/Wait.tsx'
import { ClockOff } from './ClockOff.tsx'
import classes from './LinkStrip.module.css'

interface LinkStripProps {
  readonly showsOutbox: boolean
  readonly onOutbox: () => void
  /** Further words in it. */
  readonly children: ReactNode
}

/** One honest line on the connection: how, since when, how old the last answer is, what is unsent, and who waits. */
export function LinkStrip({ showsOutbox, onOutbox, children }: LinkStripProps) {
  const { t, i18n } = useTranslation()
  const link = useConsole((state) => state.link)
  const isLost = useConsole((state) => state.lostAt !== null)
  const mode = isLost ? 'stopped' : link.mode
  const since = new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    link.since,
  )
  return (
    <section className={classes.strip} aria-label={t('link.strip')}>
      <span className={classes.mode} data-mode={mode} role="status" title={t(`link.mode.${mode}`)}>
        {t(`link.mode.${mode}`)}
      </span>
      {mode === 'silent' && <Silence since={link.since} />}
      {link.since > 0 && mode !== 'silent' && mode !== 'stopped' && (
        <span className={classes.detail}>{t('link.since', { time: since })}</span>
      )}
      <LastAcknowledged at={link.lastAcknowledgedAt} />
      <ClockOff />
      <Unsent isOpen={showsOutbox} onOpen={onOutbox} />
      <Totals />
      {link.failure && link.mode !== 'live' && (
        <span className={classes.failure} title={link.failure.message}>
          {link.failure.message}
        </span>
      )}
      {children}
    </section>
  )
}

/**
 * Time since the relay was last heard from. Beside the status and not in it: a number that ticks is not to be read out.
 */
function Silence({ since }: { readonly since: number }) {
  const { t } = useTranslation()
  // The ticker gives the second that has begun.
  const seconds = useTicking((nowMs) => Math.max(0, Math.ceil((nowMs - since) / 1_000)))
  return (
    <span className={classes.mode} data-mode="silent">
      {t('link.silentFor', { count: seconds })}
    </span>
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
  return <span className={classes.detail}>{text}</span>
}

function Unsent({ isOpen, onOpen }: { readonly isOpen: boolean; readonly onOpen: () => void }) {
  const { t } = useTranslation()
  const messages = useUnsent()
  const amending = useAmending()
  const unsent = [...messages, ...amending]
  const unsaved = useConsole(({ unsaved: waiting }) => [...waiting.values()].flat().map(({ id }) => id))
  const count = new Set([...unsent.map(({ id }) => id), ...unsaved]).size
  const refused = unsent.filter(({ state }) => state.kind === 'failed').length
  return (
    <button
      type="button"
      className={classes.unsent}
      data-testid="unsent"
      data-refused={refused > 0}
      data-some={count > 0}
      aria-expanded={isOpen}
      onClick={onOpen}
    >
      {t('link.unsent', { count })}
      {refused > 0 && `, ${t('link.refused', { count: refused })}`}
    </button>
  )
}

function totalsOf(state: SessionsState) {
  const owed = owedSessions(state)
  return {
    active: [...state.sessions.values()].filter((session) => session.active).length,
    owed: owed.length,
    ...longestWait(owed),
  }
}

function Totals() {
  const { t } = useTranslation()
  const fetched = useConsole(isFetched)
  const { active, owed, longest, kindOfLongest } = useSessionsView(totalsOf)
  const waited = useElapsed(longest)
  const level = useWaitLevel(longest, kindOfLongest)
  if (!fetched) return <span>{t('sessions.notFetched')}</span>
  return (
    <span>
      <span className={classes.detail}>{t('link.sessions', { count: active })}, </span>
      {t('link.owed', { count: owed })}
      {longest !== null && (
        <>
          , {t('link.longest')} <Wait text={waited} level={level} />
        </>
      )}
    </span>
  )
}
