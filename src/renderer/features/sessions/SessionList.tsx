import { type KeyboardEvent, useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionId, UserId } from '../../../shared/model/ids.ts'
import { useConsole, useKnowledge } from '../../state/ConsoleContext.tsx'
import { isFetched } from '../../state/screenState.ts'
import classes from './SessionList.module.css'
import { SessionRow } from './SessionRow.tsx'
import type { SessionFilter } from './sessionFilters.ts'
import { useHold } from './useHold.ts'
import { useSessionGroups } from './useSessionGroups.ts'

interface SessionListProps {
  readonly filter: SessionFilter
  readonly own: UserId
  readonly activeId: SessionId | null
  readonly onOpen: (id: SessionId) => void
}

/** The sessions in the order they need the clinician. The order keeps still while somebody points at it or moves in it. */
export function SessionList({ filter, own, activeId, onOpen }: SessionListProps) {
  const { t } = useTranslation()
  const knowledge = useKnowledge()
  const fetched = useConsole(isFetched)
  const none = {
    current: `sessions.none.${filter}`,
    fetching: 'sessions.notFetched',
    outOfDate: 'sessions.notKnown',
  } as const
  const list = useRef<HTMLElement>(null)
  const held = useHold(list)
  const { groups, isHeldBack } = useSessionGroups(filter, own, held)
  const [focused, setFocused] = useState<SessionId | null>(null)
  const ids = groups.flatMap((group) => group.ids)
  const tabStop = [focused, activeId].find((id) => id !== null && ids.includes(id)) ?? ids[0]
  const open = useCallback((id: SessionId) => onOpen(id), [onOpen])

  return (
    <nav
      ref={list}
      className={classes.list}
      aria-label={t('sessions.list')}
      onKeyDown={moveFocus}
      onFocus={(event) => {
        const id = event.target.closest<HTMLElement>('[data-session]')?.dataset.session
        setFocused(ids.find((other) => other === id) ?? null)
      }}
    >
      <p className={classes.held} aria-hidden={!isHeldBack} data-shown={isHeldBack}>
        {t('sessions.orderHeld')}
      </p>
      {ids.length === 0 && <p className={classes.none}>{t(none[knowledge])}</p>}
      {groups.map(({ group, ids: members }) => (
        <section key={group} aria-labelledby={`sessions-${group}`}>
          <h2 id={`sessions-${group}`} className={classes.heading}>
            <span>{t(`sessions.group.${group}`)}</span>
            <span>{fetched && members.length}</span>
          </h2>
          <ul className={classes.rows}>
            {members.map((id) => (
              <li key={id}>
                <SessionRow
                  sessionId={id}
                  own={own}
                  isActive={id === activeId}
                  isTabStop={id === tabStop}
                  onOpen={open}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}

/** The arrow keys, Home and End go from row to row, over the groups. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-session]')]
  const at = document.activeElement instanceof HTMLElement ? rows.indexOf(document.activeElement) : -1
  const target = { ArrowDown: at + 1, ArrowUp: Math.max(0, at - 1), Home: 0, End: rows.length - 1 }[event.key]
  if (target === undefined) return
  event.preventDefault()
  rows[Math.min(target, rows.length - 1)]?.focus()
}
