import { useTranslation } from 'react-i18next'
import type { FoundAtRelay } from '../../state/finding/useFound.ts'
import type { Opening } from '../../state/finding/useOpening.ts'
import classes from './JumpPalette.module.css'

interface FoundLineProps {
  readonly found: FoundAtRelay
  /** Number of rows of what was found. */
  readonly count: number
  /** Session that is being opened, or why it could not be. */
  readonly opening: Opening
}

/** Line at the foot of the palette on what is beyond this workstation. It is always there, so that nothing moves. */
export function FoundLine({ found, count, opening }: FoundLineProps) {
  const { t } = useTranslation()
  return (
    <p className={classes.foot} role="status" data-found={found.kind}>
      {opening === 'underWay' && t('jump.opening')}
      {typeof opening === 'object' && opening.message}
      {opening === 'nothing' && textOf()}
    </p>
  )

  function textOf(): string {
    switch (found.kind) {
      case 'idle':
        return t('jump.foundHint')
      case 'searching':
        return t('jump.searching')
      case 'failed':
        return t('jump.notFound', { reason: found.failure.message })
      case 'found':
        return count === 0 ? t('jump.nothingFound') : t('jump.foundCount', { count: found.answer.items.length })
    }
  }
}
