import { useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionId, UserId } from '../../../shared/model/ids.ts'
import { useConsole, useKnowledge } from '../../state/ConsoleContext.tsx'
import { isFetched } from '../../state/screenState.ts'
import { ListLine } from './ListLine.tsx'
import classes from './SessionList.module.css'
import { SessionRow } from './SessionRow.tsx'
import type { SessionFilter, SessionGroup } from './sessionFilters.ts'
import { useActiveInView } from './useActiveInView.ts'
import { useDrawnRows } from './useDrawnRows.ts'
import { useHold, useReordering } from './useHold.ts'
import { useRowFocus } from './useRowFocus.ts'
import { useSessionGroups } from './useSessionGroups.ts'

interface SessionListProps {
  readonly filter: SessionFilter
  readonly own: UserId
  readonly activeId: SessionId | null
  readonly onOpen: (id: SessionId) => void
}

/**
 * The sessions in the order they need the clinician. The order keeps still while somebody points at it or moves in it. It draws when
 * the order changes, and of a long list what is in view.
 */
export function SessionList({ filter, own, activeId, onOpen }: SessionListProps) {
  const { t } = useTranslation()
  const knowledge = useKnowledge()
  const none = {
    current: `sessions.none.${filter}`,
    fetching: 'sessions.notFetched',
    outOfDate: 'sessions.notKnown',
  } as const
  const list = useRef<HTMLElement>(null)
  const { isHeld, reordered } = useHold(list)
  const { groups, isHeldBack } = useSessionGroups(filter, own, isHeld)
  useReordering(groups, isHeld, reordered)
  const [focused, setFocused] = useState<SessionId | null>(null)
  const ids = groups.flatMap((group) => group.ids)
  const tabStop = [focused, activeId].find((id) => id !== null && ids.includes(id)) ?? ids[0]
  const drawn = useDrawnRows(list, groups, tabStop)
  const { onKeyDown, onFocus } = useRowFocus(ids, setFocused, drawn.bringIntoView)
  useActiveInView(list, activeId, drawn.bringIntoView)
  const open = useCallback((id: SessionId) => onOpen(id), [onOpen])

  return (
    <>
      <ListLine isHeldBack={isHeldBack} />
      <nav ref={list} className={classes.list} aria-label={t('sessions.list')} onKeyDown={onKeyDown} onFocus={onFocus}>
        {ids.length === 0 && <p className={classes.none}>{t(none[knowledge])}</p>}
        {groups.map((group, index) => (
          <section key={group.group} aria-labelledby={`sessions-${group.group}`}>
            <GroupHeading {...drawn.headings[index]} group={group} measure={drawn.measure} />
            <ul className={classes.rows} style={{ blockSize: drawn.headings[index]?.rowsPx }}>
              {drawn.rows[index]?.map(({ id, place, itemIndex, offsetPx }) => (
                <li
                  key={id}
                  ref={drawn.measure}
                  data-index={itemIndex}
                  className={classes.slot}
                  style={{ transform: `translateY(${offsetPx}px)` }}
                  aria-posinset={place}
                  aria-setsize={group.ids.length}
                >
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
    </>
  )
}

interface GroupHeadingProps {
  readonly group: SessionGroup
  readonly itemIndex?: number
  readonly measure: (element: HTMLElement | null) => void
}

function GroupHeading({ group: { group, ids }, itemIndex, measure }: GroupHeadingProps) {
  const { t } = useTranslation()
  const fetched = useConsole(isFetched)
  return (
    <h2 ref={measure} data-index={itemIndex} id={`sessions-${group}`} className={classes.heading}>
      <span>{t(`sessions.group.${group}`)}</span>
      <span>{fetched && ids.length}</span>
    </h2>
  )
}
