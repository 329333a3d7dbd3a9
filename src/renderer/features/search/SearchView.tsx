import { Modal } from '@mantine/core'
import { type KeyboardEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../shared/model/ids.ts'
import { mostSearchText } from '../../../shared/model/search/searchQuery.ts'
import { useFound } from '../../state/finding/useFound.ts'
import { useOpening } from '../../state/finding/useOpening.ts'
import { useSearched } from '../../state/finding/useSearched.ts'
import type { Landing } from '../../state/landing.ts'
import { useLentFocus } from '../../ui/focus/focusContext.ts'
import { SearchLine } from './SearchLine.tsx'
import { SearchList } from './SearchList.tsx'
import classes from './SearchView.module.css'
import type { SearchRow } from './searchGroups.ts'
import { useSearchGroups } from './useSearchGroups.ts'

interface SearchViewProps {
  readonly opened: boolean
  readonly onOpen: (id: SessionId) => void
  /** Opens a session at a message. */
  readonly onOpenAt: (landing: Landing) => void
  readonly onClose: () => void
}

/**
 * Looks through everything that was said and is on this workstation, and below it through what the relay has beyond. Enter goes to the place
 * in its conversation; Escape gives the focus back.
 */
export function SearchView(props: SearchViewProps) {
  const { t } = useTranslation()
  const { opened, onClose } = props
  useLentFocus(opened)
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      returnFocus={false}
      title={t('search.title')}
      closeButtonProps={{ 'aria-label': t('search.close') }}
      size={860}
      yOffset="6vh"
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 0.3, blur: 0 }}
      classNames={{
        title: classes.title ?? '',
        content: classes.content ?? '',
        header: classes.header ?? '',
        body: classes.body ?? '',
      }}
    >
      <Searching {...props} />
    </Modal>
  )
}

/** So many rows further is a key that pages. */
const rowsOfPage = 8

function Searching({ opened, onOpen, onOpenAt, onClose }: SearchViewProps) {
  const { t } = useTranslation()
  const listId = useId()
  const [query, setQuery] = useState('')
  const searched = useSearched(opened, query)
  const atRelay = useFound(opened, query)
  const { opening, open } = useOpening({ isOpen: opened, query, onOpen, onOpenAt, onClose })
  const { here, beyond } = useSearchGroups(searched, atRelay, query)
  const rows: readonly SearchRow[] = [
    ...here.flatMap((group) => group.rows),
    ...(searched.more ? [{ kind: 'more', id: 'more' } as const] : []),
    ...beyond.flatMap((group) => group.rows),
  ]
  const [chosenId, setChosenId] = useState<string | null>(null)
  /** Page that was asked for last: its first row is the next to read. */
  const [furtherPage, setFurtherPage] = useState(0)
  const further = here.find(({ page }) => page === furtherPage)?.rows[0]
  const chosen = rows.find(({ id }) => id === chosenId) ?? further ?? rows[0]

  function choose(row: SearchRow): void {
    // What stands here while another text is looked for is not what was asked for.
    if (searched.isStale) return
    if (row.kind === 'more') {
      setChosenId(null)
      setFurtherPage(searched.pages.length)
      searched.more?.()
    } else if (row.kind === 'relay') open(row.session, row.message)
    else {
      const { sessionId, thread, seq } = row.entry
      onOpenAt({ sessionId, thread, seq, takesFocus: false })
      onClose()
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: rowsOfPage, PageUp: -rowsOfPage }[event.key]
    if (steps !== undefined) {
      event.preventDefault()
      const at = chosen ? rows.indexOf(chosen) : 0
      setChosenId(rows[Math.max(0, Math.min(at + steps, rows.length - 1))]?.id ?? null)
    } else if (event.key === 'Enter' && chosen && !event.repeat) {
      event.preventDefault()
      choose(chosen)
    }
  }

  return (
    <>
      <SearchField
        {...{ listId, query, onKeyDown }}
        chosenId={chosen?.id ?? null}
        onQuery={(text) => {
          setQuery(text)
          setChosenId(null)
          setFurtherPage(0)
        }}
      />
      <p className={classes.hint}>{t('search.hint')}</p>
      <SearchList
        {...{ listId, here, beyond }}
        isStale={searched.isStale}
        hasMore={searched.more !== null}
        chosenId={chosen?.id ?? null}
        onChoose={choose}
      />
      <SearchLine id={`${listId}-line`} {...{ searched, atRelay, opening, query }} />
    </>
  )
}

interface SearchFieldProps {
  readonly listId: string
  readonly query: string
  /** Row that the keyboard is at; null: there is none. */
  readonly chosenId: string | null
  readonly onQuery: (text: string) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/** The text field, which keeps the focus while its keys go through the rows. */
function SearchField({ listId, query, chosenId, onQuery, onKeyDown }: SearchFieldProps) {
  const { t } = useTranslation()
  return (
    <input
      data-autofocus
      className={classes.query}
      type="text"
      role="combobox"
      aria-label={t('search.label')}
      aria-expanded={chosenId !== null}
      aria-controls={listId}
      aria-activedescendant={chosenId === null ? undefined : `${listId} ${chosenId}`.replaceAll(' ', '-')}
      aria-describedby={`${listId}-line`}
      autoComplete="off"
      spellCheck={false}
      placeholder={t('search.label')}
      maxLength={mostSearchText}
      value={query}
      onChange={(event) => onQuery(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  )
}
