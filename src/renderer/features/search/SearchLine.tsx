import { useTranslation } from 'react-i18next'
import { isPlainSearch } from '../../../shared/model/search/searchQuery.ts'
import type { FoundAtRelay } from '../../state/finding/useFound.ts'
import type { Opening } from '../../state/finding/useOpening.ts'
import type { Searched } from '../../state/finding/useSearched.ts'
import classes from './SearchView.module.css'

interface SearchLineProps {
  readonly id: string
  readonly searched: Searched
  readonly atRelay: FoundAtRelay
  readonly opening: Opening
  readonly query: string
}

/** Line at the foot that says what was looked through and what was not. It is always there, so that nothing moves. */
export function SearchLine({ id, searched, atRelay, opening, query }: SearchLineProps) {
  const { t } = useTranslation()
  return (
    <p id={id} className={classes.foot} role="status" data-here={searched.found.kind} data-relay={atRelay.kind}>
      {opening === 'underWay' && t('search.opening')}
      {typeof opening === 'object' && opening.message}
      {opening === 'nothing' && [textHere(), textOfRelay()].filter((text) => text !== '').join(' ')}
    </p>
  )

  function textHere(): string {
    const { found, pages, more } = searched
    if (found.kind === 'failed') return found.failure.message
    if (found.kind !== 'found') return ''
    const count = pages.flat().length
    const counted =
      count === 0 && !more ? t('search.nothingHere') : t(more ? 'search.firstHere' : 'search.here', { count })
    return found.answer.isWhole ? counted : `${counted} ${t('search.notWhole')}`
  }

  function textOfRelay(): string {
    if (searched.found.kind === 'failed' || searched.found.kind === 'idle') return ''
    if (!isPlainSearch(query)) return t('search.hereAlone')
    switch (atRelay.kind) {
      case 'idle':
        return ''
      case 'searching':
        return t('search.searching')
      case 'failed':
        return atRelay.failure.kind === 'offline'
          ? t('search.offline')
          : t('search.notAtRelay', { reason: atRelay.failure.message })
      case 'found':
        return t('search.atRelay')
    }
  }
}
