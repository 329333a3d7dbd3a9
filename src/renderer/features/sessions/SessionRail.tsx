import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import { type SessionsState, useConsole, useOwn, useSessionsView } from '../../state/ConsoleContext.tsx'
import { isFetched, ownUserId } from '../../state/screenState.ts'
import { SessionList } from './SessionList.tsx'
import classes from './SessionRail.module.css'
import { countSessions, type SessionFilter, sessionFilters } from './sessionFilters.ts'

interface SessionRailProps {
  readonly filter: SessionFilter
  readonly onFilter: (filter: SessionFilter) => void
  readonly activeId: SessionId | null
  readonly onOpen: (id: SessionId) => void
  /** Opens the palette in which patients and actions are found. */
  readonly onFind: () => void
  /** The key that opens it, as written on the screen. */
  readonly findKey: string
  /** The person at this console. */
  readonly account: ReactNode
}

function countsOf({ sessions, account }: SessionsState) {
  const own = ownUserId(account)
  return own === null ? null : countSessions(sessions.values(), own)
}

/** The left side: who is at the console, how to find a patient, and the sessions. */
export function SessionRail({ filter, onFilter, activeId, onOpen, onFind, findKey, account }: SessionRailProps) {
  const { t } = useTranslation()
  const own = useOwn()
  const counts = useSessionsView(countsOf)
  const fetched = useConsole(isFetched)
  if (!own || !counts) return null
  return (
    <aside className={classes.rail} aria-label={t('sessions.rail')}>
      {account}
      <button type="button" className={classes.find} onClick={onFind} aria-haspopup="dialog">
        <span>{t('sessions.find')}</span>
        <kbd>{findKey}</kbd>
      </button>
      <fieldset className={classes.filters}>
        <legend className={classes.legend}>{t('sessions.filters')}</legend>
        {sessionFilters.map((name) => (
          <button key={name} type="button" aria-pressed={name === filter} onClick={() => onFilter(name)}>
            {t(`sessions.filter.${name}`)} {fetched && counts[name] > 0 && <span>{counts[name]}</span>}
          </button>
        ))}
      </fieldset>
      <SessionList filter={filter} own={own.userId} activeId={activeId} onOpen={onOpen} />
    </aside>
  )
}
