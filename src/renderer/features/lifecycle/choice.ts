/** Choice in a numbered list: one of it by its number, or own words; nothing at first. */
export type Choice =
  | { readonly kind: 'none' }
  | { readonly kind: 'listed'; readonly number: number }
  | { readonly kind: 'own' }

/** Returns what a press of a key chooses in a list of so many, the number after the last for own words; null: nothing. */
export function choiceOfKey(key: string, count: number): Exclude<Choice, { kind: 'none' }> | null {
  const number = /^[1-9]$/.test(key) ? Number(key) : 0
  if (number === 0 || number > count + 1) return null
  return number <= count ? { kind: 'listed', number } : { kind: 'own' }
}
