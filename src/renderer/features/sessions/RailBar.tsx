import { PanelLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type SessionsState, useConsole, useSessionsView } from '../../state/ConsoleContext.tsx'
import { longestWait, owedSessions } from '../../state/owing/owed.ts'
import { useElapsed, useWaitLevel } from '../../state/owing/waiting.ts'
import { isFetched } from '../../state/screenState.ts'
import { Wait } from '../../ui/Wait.tsx'
import classes from './RailBar.module.css'

interface RailBarProps {
  /** Whether the sessions lie over the screen now. */
  readonly isOpen: boolean
  /** The key that opens them, as written on the screen. */
  readonly openKey: string
  readonly onToggle: () => void
}

function owedOf(state: SessionsState) {
  const owed = owedSessions(state)
  return { count: owed.length, ...longestWait(owed) }
}

/** Remainder of the left side where there is no room for it: how many are owed a reply, the longest wait, and a button that opens it. */
export function RailBar({ isOpen, openKey, onToggle }: RailBarProps) {
  const { t } = useTranslation()
  const fetched = useConsole(isFetched)
  const { count, longest, kindOfLongest } = useSessionsView(owedOf)
  const waited = useElapsed(longest)
  const level = useWaitLevel(longest, kindOfLongest)
  return (
    <section className={classes.bar} aria-label={t('sessions.bar')}>
      <button
        type="button"
        className={classes.open}
        data-opens="rail"
        aria-expanded={isOpen}
        aria-label={t('sessions.list')}
        title={t('sessions.openList', { key: openKey })}
        // The focus stays where it is until the list has it.
        onMouseDown={(event) => event.preventDefault()}
        onClick={onToggle}
      >
        <PanelLeft size={18} aria-hidden="true" />
      </button>
      {fetched && (
        <p className={classes.owed} title={t('link.owed', { count })}>
          <b>{count}</b> <span>{t('sessions.owedShort')}</span>
        </p>
      )}
      {fetched && longest !== null && (
        <p className={classes.owed} title={t('empty.longest')}>
          <Wait text={waited} level={level} />
        </p>
      )}
    </section>
  )
}
