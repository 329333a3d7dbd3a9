import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { type KeyboardEvent, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { mostSearchText } from '../../../../shared/model/search/searchQuery.ts'
import type { Found } from '../../../state/finding/finder.ts'
import classes from './FindBar.module.css'
import { type Hit, isSameHit } from './hits.ts'
import type { Fetching } from './useFetchingAll.ts'
import type { FoundInThread } from './useThreadHits.ts'

interface FindBarProps {
  readonly query: string
  readonly found: Found<FoundInThread>
  readonly answer: FoundInThread | null
  readonly hits: readonly Hit[]
  readonly at: Hit | null
  readonly fetching: Fetching
  readonly onQuery: (query: string) => void
  readonly onStep: (by: 1 | -1) => void
  readonly onFetch: () => void
  /** Closes it, and goes back to where one read. */
  readonly onLeave: () => void
  /** Closes it, and stays. */
  readonly onClose: () => void
}

/** The bar over a conversation in which something is looked for. It covers what is above, and moves nothing. */
export function FindBar(props: FindBarProps) {
  const { query, hits, onQuery, onStep, onLeave, onClose } = props
  const { t } = useTranslation()
  const lineId = useId()
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey) return
    const isInField = event.target instanceof HTMLInputElement
    if (event.key === 'Escape') onLeave()
    else if (event.key === 'Enter' && isInField) onStep(event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <search className={classes.bar} aria-label={t('find.title')} data-find onKeyDown={press}>
      <div className={classes.line}>
        <input
          className={classes.field}
          type="text"
          data-find-field
          aria-label={t('find.title')}
          aria-describedby={lineId}
          placeholder={t('find.title')}
          autoComplete="off"
          spellCheck={false}
          maxLength={mostSearchText}
          value={query}
          onChange={(event) => onQuery(event.currentTarget.value)}
        />
        <span id={lineId} className={classes.count} role="status">
          <Count {...props} />
        </span>
        <Tool label={t('find.previous')} icon={ChevronUp} isOff={hits.length === 0} onClick={() => onStep(-1)} />
        <Tool label={t('find.next')} icon={ChevronDown} isOff={hits.length === 0} onClick={() => onStep(1)} />
        <Tool label={t('find.stay')} icon={X} isOff={false} onClick={onClose} />
      </div>
      <Notice {...props} />
    </search>
  )
}

interface ToolProps {
  readonly label: string
  readonly icon: typeof X
  readonly isOff: boolean
  readonly onClick: () => void
}

function Tool({ label, icon: Icon, isOff, onClick }: ToolProps) {
  return (
    <button type="button" className={classes.tool} aria-label={label} title={label} disabled={isOff} onClick={onClick}>
      <Icon size={15} aria-hidden="true" />
    </button>
  )
}

/** The place of what a find is at among all that was found. */
function Count({ found, answer, hits, at }: Pick<FindBarProps, 'found' | 'answer' | 'hits' | 'at'>) {
  const { t } = useTranslation()
  if (found.kind === 'failed') return found.failure.message
  if (answer === null) return null
  if (hits.length === 0) return t('find.nothing')
  const index = at ? hits.findIndex((hit) => isSameHit(hit, at)) : -1
  const place = index < 0 ? '–' : index + 1
  return t(answer.isCut ? 'find.placeOfNewest' : 'find.place', { at: place, count: hits.length })
}

/** Line on what of the thread was not looked through, which is fetched for who asks. */
function Notice({ answer, fetching, onFetch }: Pick<FindBarProps, 'answer' | 'fetching' | 'onFetch'>) {
  const { t } = useTranslation()
  if (answer === null || (answer.isHeld && answer.isWhole)) return null
  return (
    <p className={classes.notice} data-fetching={fetching === 'underWay'}>
      <span role="status" dir="auto">
        {noticeText()}
      </span>
      {!answer.isHeld && fetching !== 'underWay' && (
        <button type="button" className={classes.fetch} onClick={onFetch}>
          {t('find.fetch')}
        </button>
      )}
    </p>
  )

  function noticeText(): string {
    if (answer?.isHeld) return t('find.notWhole')
    if (fetching === 'underWay') return t('find.fetching')
    return fetching === 'nothing' ? t('find.notHeld') : t('find.notFetched', { reason: fetching.message })
  }
}
