/** Parts of the screen that are folded away where there is no room for them, and lie over the rest while they are asked for. */
export type Drawer = 'rail' | 'side'

/** Width of the window up to which each part is folded away, in px. At 125 and 200 % zoom a window of 1280 px has 1024 and 640. */
export const foldedUpToPx: Readonly<Record<Drawer, number>> = { side: 1_100, rail: 900 }

/** Parts that are folded away, and the one of them that lies over the rest now. */
export interface Fold {
  readonly isFolded: Readonly<Record<Drawer, boolean>>
  readonly opened: Drawer | null
}

/** Returns the screen as it begins: nothing lies over it. */
export function firstFold(isFolded: Fold['isFolded']): Fold {
  return { isFolded, opened: null }
}

/**
 * Returns the screen in a window of another width. A part that is open stays so where it is still folded, and one that has the focus
 * stays in sight: a window that is made smaller takes the focus from nobody.
 */
export function refold({ opened }: Fold, isFolded: Fold['isFolded'], focused: Drawer | null): Fold {
  const candidates = [opened, focused]
  return { isFolded, opened: candidates.find((drawer) => drawer !== null && isFolded[drawer]) ?? null }
}
