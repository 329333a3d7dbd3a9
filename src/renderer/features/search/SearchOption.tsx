import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { TextPart } from '../../../shared/model/text/foundParts.ts'
import classes from './SearchView.module.css'
import type { SearchRow } from './searchGroups.ts'

interface SearchOptionProps {
  readonly id: string
  readonly row: SearchRow
  /** The patient, who is named with it where it is read out. */
  readonly headId: string | undefined
  readonly isChosen: boolean
  readonly onChoose: () => void
}

/** A row that can be chosen: when it was said, by whom, and the part of it that was looked for. */
export function SearchOption({ id, row, headId, isChosen, onChoose }: SearchOptionProps) {
  return (
    <div
      id={id}
      className={classes.option}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      aria-labelledby={headId === undefined ? undefined : `${headId} ${id}`}
      data-found={row.kind}
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
      // The keys are those of the field; a screen reader may put the focus here itself.
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.repeat) onChoose()
      }}
    >
      <RowContent row={row} />
    </div>
  )
}

function RowContent({ row }: Pick<SearchOptionProps, 'row'>) {
  const { t, i18n } = useTranslation()
  if (row.kind === 'more') return <span className={classes.more}>{t('search.more')}</span>
  if (row.kind === 'here') {
    const { at, thread, senderName, excerpt, marks } = row.entry
    return <Said at={at} who={t(`search.said.${thread}`, { name: senderName })} text={withMarks(excerpt, marks)} />
  }
  const { session, message, marks } = row
  const tag = <span className={classes.tag}>{t('search.fromRelay')}</span>
  if (message === null) {
    const last = t('search.lastActive', { at: timeText(session.lastActivityAt, i18n.language) })
    return (
      <>
        <span className={classes.text}>{last}</span>
        {tag}
      </>
    )
  }
  const { at, thread, senderId, excerpt } = message
  const name = session.participants.find(({ userId }) => userId === senderId)?.name || senderId
  return <Said at={at} who={t(`search.said.${thread}`, { name })} text={withMarks(excerpt, marks)} tag={tag} />
}

interface SaidProps {
  readonly at: number
  readonly who: string
  readonly text: ReactNode
  readonly tag?: ReactNode
}

function Said({ at, who, text, tag }: SaidProps) {
  const { i18n } = useTranslation()
  return (
    <>
      <time className={classes.time} dateTime={new Date(at).toISOString()}>
        {timeText(at, i18n.language)}
      </time>
      <span className={classes.said}>
        <span className={classes.who}>{who}</span>
        <span className={classes.text} dir="auto">
          {text}
        </span>
      </span>
      {tag}
    </>
  )
}

/** Returns the day and the time of an instant (ms). */
function timeText(atMs: number, language: string): string {
  return new Date(atMs).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' })
}

/** Returns a text with these parts marked. */
function withMarks(text: string, marks: readonly TextPart[]): ReactNode {
  const ends = [0, ...marks.flatMap(({ from, to }) => [from, to]), text.length]
  return ends.slice(1).map((end, index) => {
    const from = ends[index] ?? 0
    const part = text.slice(from, end)
    return index % 2 === 1 ? <mark key={from}>{part}</mark> : part
  })
}
