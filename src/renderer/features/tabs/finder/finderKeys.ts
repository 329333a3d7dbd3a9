/** Something that a key does in the finder of tabs; `held`: a key that goes or closes, which has been held down since before. */
export type FinderKey = 'down' | 'up' | 'pageDown' | 'pageUp' | 'first' | 'last' | 'go' | 'close' | 'held'

const keys: Readonly<Record<string, FinderKey>> = {
  ArrowDown: 'down',
  ArrowUp: 'up',
  PageDown: 'pageDown',
  PageUp: 'pageUp',
  Home: 'first',
  End: 'last',
  Enter: 'go',
  Delete: 'close',
}

/** A press of a key, as the page is given it. */
interface Press {
  readonly key: string
  readonly repeat: boolean
  readonly isComposing: boolean
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
}

/** Text in the field, and the place in it. */
interface Field {
  readonly value: string
  readonly selectionStart: number | null
  readonly selectionEnd: number | null
}

/**
 * Returns what a press in the search field of the finder does; null where it is the text's: with a modifier, within an input method, and
 * Delete where it would delete a letter. Going and closing are not repeated by a key that is held.
 */
export function finderKeyOf(press: Press, { value, selectionStart, selectionEnd }: Field): FinderKey | null {
  if (press.isComposing || press.altKey || press.ctrlKey || press.metaKey || press.shiftKey) return null
  const key = keys[press.key] ?? null
  if (key === 'close' && (selectionStart !== value.length || selectionEnd !== value.length)) return null
  return press.repeat && (key === 'go' || key === 'close') ? 'held' : key
}

/** Rows by which PageUp and PageDown move. */
const page = 8

/** Returns the place of what is selected after a key, among `count` rows. */
export function selectedAfter(key: FinderKey, at: number, count: number): number {
  const steps: Partial<Record<FinderKey, number>> = { down: 1, up: -1, pageDown: page, pageUp: -page }
  const to = key === 'first' ? 0 : key === 'last' ? count - 1 : at + (steps[key] ?? 0)
  return Math.max(0, Math.min(to, count - 1))
}
