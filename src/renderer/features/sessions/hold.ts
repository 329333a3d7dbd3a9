import type { Clock } from '../../../shared/model/timing/clock.ts'

/** A pointer that has not moved for so long, in ms, is not about to press: it was left lying there. */
const restsAfterMs = 10_000
/** A press this soon after the order has changed under a pointer at rest, in ms, was meant for what stood there before. */
const strayPressMs = 1_000

/** Judges from pointer and keyboard whether the order of a list must be kept. */
export interface Hold {
  /** The pointer moves over the list. */
  readonly moved: () => void
  /** The pointer is away from the list, or somebody types elsewhere; its next move holds again. */
  readonly left: () => void
  /** The keyboard is in the list, or is not. */
  readonly keyed: (isIn: boolean) => void
  /** The order has changed. */
  readonly reordered: () => void
  /** Returns whether a press of the pointer is for what is under it now. */
  readonly admitsPress: () => boolean
  readonly stop: () => void
}

/** Creates the judgement; `changed` is given whether the order must be kept, whenever that is another. */
export function createHold({
  clock,
  changed,
}: {
  readonly clock: Pick<Clock, 'after' | 'steady'>
  readonly changed: (isHeld: boolean) => void
}): Hold {
  let isPointed = false
  let isKeyed = false
  let isHeld = false
  let reorderedAtMs = Number.NEGATIVE_INFINITY
  let cancelRest: (() => void) | null = null

  function judge(): void {
    if (isHeld === (isPointed || isKeyed)) return
    isHeld = !isHeld
    changed(isHeld)
  }

  function point(isMoving: boolean): void {
    cancelRest?.()
    cancelRest = isMoving ? clock.after(restsAfterMs, () => point(false)) : null
    isPointed = isMoving
    judge()
  }

  return {
    moved: () => {
      reorderedAtMs = Number.NEGATIVE_INFINITY
      point(true)
    },
    left: () => point(false),
    keyed: (isIn) => {
      isKeyed = isIn
      judge()
    },
    reordered: () => {
      reorderedAtMs = clock.steady()
    },
    admitsPress: () => clock.steady() - reorderedAtMs >= strayPressMs,
    stop: () => cancelRest?.(),
  }
}
