import type { ReactNode } from 'react'
import { CoveredContext } from '../../ui/coveredContext.ts'
import './oneColumn.css'
import classes from './Frame.module.css'
import type { Fold } from './fold.ts'

interface FrameProps extends Fold {
  /** Whether the right side has a place beside the middle, where there is room for it. */
  readonly showsSide: boolean
  /** Lines over the end of the left side, whether it is folded away or not. */
  readonly banners: ReactNode
  /** Remainder of the left side where it is folded away. */
  readonly bar: ReactNode
  readonly rail: ReactNode
  readonly main: ReactNode
  readonly side: ReactNode
  /** Parts that lie over the screen or below it. */
  readonly children: ReactNode
}

/** The parts of the screen, beside each other or folded away. Folding moves them, and draws none of them anew. */
export function Frame({ isFolded, opened, showsSide, banners, bar, rail, main, side, children }: FrameProps) {
  return (
    <div
      className={classes.screen}
      data-screen
      data-side={showsSide}
      data-folds-side={isFolded.side}
      data-folds-rail={isFolded.rail}
    >
      {banners}
      {isFolded.rail && bar}
      <div className={classes.drawer} data-drawer="rail" data-open={opened === 'rail'}>
        {rail}
      </div>
      <main className={classes.main}>
        <CoveredContext value={opened !== null}>{main}</CoveredContext>
      </main>
      {(showsSide || opened === 'side') && (
        <div className={classes.drawer} data-drawer="side" data-open={opened === 'side'}>
          {side}
        </div>
      )}
      {children}
    </div>
  )
}
