import type { IDockviewHeaderActionsProps } from 'dockview-react'
import { ChevronDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { useConsole } from '../../state/ConsoleContext.tsx'
import { countOwed } from './finder/tabsInNeed.ts'
import classes from './MoreTabs.module.css'
import { useTabSlots } from './tabSlots.ts'
import { useWheelByTabs } from './useWheelByTabs.ts'

/** Button at the end of a strip, always in its place: the number of open tabs, and of those owed a reply. It opens the finder. */
export function MoreTabs({ group }: IDockviewHeaderActionsProps) {
  const { t } = useTranslation()
  const { tabs, onFind } = useTabSlots()
  useWheelByTabs(group.element)
  const openIds = useStore(tabs.state, (state) => state.openIds)
  const isFinding = useStore(tabs.state, (state) => state.isFinding)
  const owed = useConsole(({ sessions }) => countOwed(openIds, sessions))
  const label = [t('tabs.finder.open', { count: openIds.length }), t('tabs.finder.owed', { count: owed })].join(', ')
  return (
    <button
      type="button"
      className={classes.more}
      aria-haspopup="dialog"
      aria-expanded={isFinding}
      title={label}
      // The focus stays where somebody writes, and comes back to there.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onFind}
    >
      <span className={classes.owed} aria-hidden="true">
        {owed > 0 && owed}
      </span>
      <span aria-hidden="true">{openIds.length}</span>
      <span className={classes.forTheEar}>{label}</span>
      <ChevronDown size={13} aria-hidden="true" />
    </button>
  )
}
