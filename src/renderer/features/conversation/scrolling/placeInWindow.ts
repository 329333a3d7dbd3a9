/** Place of a row in the window: in its middle, below what covers its upper edge, or so many px of it above the upper edge. */
export type PlaceInWindow = { readonly kind: 'middle' | 'top' } | { readonly kind: 'edge'; readonly abovePx: number }

/** A row in the list, and the window onto it, in px. `coveredPx`: what lies over the upper edge. */
interface Measures {
  readonly startPx: number
  readonly sizePx: number
  readonly windowPx: number
  readonly coveredPx: number
}

/** Returns the offset of the list at which a row is at its place. What is taller than the window, or long to read, begins at the top. */
export function offsetFor(place: PlaceInWindow, { startPx, sizePx, windowPx, coveredPx }: Measures): number {
  if (place.kind === 'edge') return startPx + place.abovePx
  const isTall = sizePx > windowPx - coveredPx
  if (place.kind === 'top' || isTall) return startPx - coveredPx
  return startPx - (windowPx - sizePx) / 2
}
