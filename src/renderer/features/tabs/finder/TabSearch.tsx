import { type FocusEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { SessionId } from '../../../../shared/model/ids.ts'
import { useConsole, useReadConsole, useRelayNow } from '../../../state/ConsoleContext.tsx'
import type { SessionTabs } from '../sessionTabs.ts'
import { FoundTab } from './FoundTab.tsx'
import { type FinderKey, finderKeyOf, selectedAfter } from './finderKeys.ts'
import classes from './TabFinder.module.css'
import { findTabs, tabsInNeed } from './tabsInNeed.ts'

interface TabSearchProps {
  readonly tabs: SessionTabs
  readonly onOpen: (id: SessionId) => void
}

/** Search field over the open tabs. Their order is that of the moment in which this is opened: nothing moves under the eyes. */
export function TabSearch({ tabs, onOpen }: TabSearchProps) {
  const { t } = useTranslation()
  const readConsole = useReadConsole()
  const relayNow = useRelayNow()
  const listId = useId()
  const openIds = useStore(tabs.state, (state) => state.openIds)
  const [order] = useState(() => tabsInNeed(openIds, readConsole().sessions, relayNow()))
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const labels = useConsole((state) => state.labels)
  const stillOpen = order.filter((id) => openIds.includes(id))
  const found = findTabs(stillOpen, query, { labels, sessions: readConsole().sessions })
  const place = Math.min(at, found.length - 1)
  const selected = found[place]

  const go = (id: SessionId) => {
    tabs.endFind()
    onOpen(id)
  }
  const answer = (key: FinderKey) => {
    if (key === 'go' && selected !== undefined) go(selected)
    else if (key === 'close' && selected !== undefined) closeOrUnpin(tabs, selected)
    else setAt(selectedAfter(key, place, found.length))
  }
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    const key = finderKeyOf(event.nativeEvent, event.currentTarget)
    if (key === null) return
    // Neither the text nor what has the focus after this is to get the key.
    event.preventDefault()
    event.stopPropagation()
    if (key !== 'held') answer(key)
  }

  return (
    <>
      <input
        className={classes.field}
        type="text"
        role="combobox"
        aria-label={t('tabs.finder.title')}
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={listId}
        aria-activedescendant={selected === undefined ? undefined : optionId(listId, selected)}
        placeholder={t('tabs.finder.placeholder')}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={press}
        onBlur={(event) => endWithFocus(event, tabs.endFind)}
      />
      <Found {...{ listId, found, selected, go }} onClose={(id) => closeOrUnpin(tabs, id)} />
      <p className={classes.foot} role="status">
        {found.length === 0 ? t('tabs.finder.nothing') : t('tabs.finder.count', { count: found.length })}
        <span className={classes.keys}>{t('tabs.finder.keys')}</span>
      </p>
    </>
  )
}

/** Closes a tab; one that is pinned is unpinned, which shows, and closed when it is asked for once more. */
function closeOrUnpin(tabs: SessionTabs, id: SessionId): void {
  if (tabs.isPinned(id)) tabs.togglePin(id)
  else tabs.close(id)
}

interface FoundProps {
  readonly listId: string
  readonly found: readonly SessionId[]
  readonly selected: SessionId | undefined
  readonly go: (id: SessionId) => void
  readonly onClose: (id: SessionId) => void
}

function Found({ listId, found, selected, go, onClose }: FoundProps) {
  const { t } = useTranslation()
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (selected !== undefined)
      list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [selected])
  return (
    <div ref={list} id={listId} role="listbox" className={classes.list} aria-label={t('tabs.finder.list')}>
      {found.map((id) => (
        <FoundTab
          key={id}
          id={id}
          elementId={optionId(listId, id)}
          isSelected={id === selected}
          onOpen={go}
          onClose={onClose}
        />
      ))}
    </div>
  )
}

function optionId(listId: string, id: SessionId): string {
  return `${listId}-${id}`
}

/** Ends the search when something else on the page takes the focus, such as the palette; not when the window loses it. */
function endWithFocus(event: FocusEvent<Element>, end: () => void): void {
  const to = event.relatedTarget
  const dialog = event.currentTarget.closest('[role=dialog]')
  if (to instanceof Node && dialog && !dialog.contains(to)) end()
}
