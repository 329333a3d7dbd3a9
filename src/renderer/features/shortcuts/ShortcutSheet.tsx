import { Modal } from '@mantine/core'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ActionSection } from '../../../shared/model/actions/actionTable.ts'
import { messageKeys } from '../../../shared/model/actions/messageKeys.ts'
import { foldText } from '../../../shared/model/text/foldedText.ts'
import { useLentFocus } from '../../ui/focus/focusContext.ts'
import classes from './ShortcutSheet.module.css'

/** An action with its keys, as the sheet shows it. */
export interface SheetAction {
  readonly id: string
  readonly section: ActionSection
  readonly label: string
  /** Every way to press it, as written on the screen. */
  readonly chords: readonly string[]
  /** Whether it can be done as things are; looked at when the sheet opens. */
  readonly isOffered: () => boolean
}

interface ShortcutSheetProps {
  readonly opened: boolean
  readonly actions: readonly SheetAction[]
  readonly onClose: () => void
}

/** Every action that has a key, with its keys, in the parts of the table of actions; what cannot be done now is paler, and says so. */
export function ShortcutSheet({ opened, actions, onClose }: ShortcutSheetProps) {
  const { t } = useTranslation()
  useLentFocus(opened)
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      returnFocus={false}
      title={t('shortcuts.title')}
      closeButtonProps={{ 'aria-label': t('app.close') }}
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
      <Sheet actions={actions} />
    </Modal>
  )
}

interface SheetRow {
  readonly id: string
  readonly section: ActionSection | 'message'
  readonly label: string
  readonly chords: readonly string[]
  readonly isOffered: boolean
}

function Sheet({ actions }: Pick<ShortcutSheetProps, 'actions'>) {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const [rows] = useState(() => [
    ...actions.flatMap((action) =>
      action.chords.length > 0 ? [{ ...action, isOffered: action.isOffered() } satisfies SheetRow] : [],
    ),
    ...messageKeys.map(
      ({ act, name, keys }) =>
        ({ id: act, section: 'message', label: name, chords: keys, isOffered: true }) satisfies SheetRow,
    ),
  ])
  const found = useMemo(() => findRows(rows, query), [rows, query])
  const press = (event: KeyboardEvent) => {
    const by = { ArrowDown: 40, ArrowUp: -40, PageDown: 400, PageUp: -400 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    list.current?.scrollBy({ top: by })
  }
  return (
    <>
      <input
        data-autofocus
        className={classes.query}
        type="text"
        aria-label={t('shortcuts.field')}
        placeholder={t('shortcuts.field')}
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={press}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <section ref={list} className={classes.list} aria-label={t('shortcuts.list')} tabIndex={0}>
        {found.length === 0 && <p className={classes.nothing}>{t('shortcuts.nothing')}</p>}
        {[...Map.groupBy(found, ({ section }) => section)].map(([section, some]) => (
          <div key={section} className={classes.section}>
            <h3>{t(`shortcuts.section.${section}`)}</h3>
            <dl>
              {some.map((row) => (
                <Row key={row.id} row={row} />
              ))}
            </dl>
          </div>
        ))}
      </section>
    </>
  )
}

function Row({ row: { label, chords, isOffered } }: { readonly row: SheetRow }) {
  const { t } = useTranslation()
  return (
    <div className={classes.row} data-offered={isOffered}>
      <dt>
        {label}
        {!isOffered && <span className={classes.notNow}> ({t('shortcuts.notNow')})</span>}
      </dt>
      <dd>
        {chords.map((chord, index) => (
          <span key={chord}>
            {index > 0 && <span className={classes.or}> {t('shortcuts.or')} </span>}
            <kbd>{chord}</kbd>
          </span>
        ))}
      </dd>
    </div>
  )
}

/** Returns the rows in whose name or keys every word of a query begins a word. */
function findRows(rows: readonly SheetRow[], query: string): readonly SheetRow[] {
  const words = foldText(query).split(' ')
  return rows.filter(({ label, chords }) => {
    const text = ` ${foldText([label, ...chords].join(' '))}`
    return words.every((word) => text.includes(` ${word}`))
  })
}
