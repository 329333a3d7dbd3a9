import { foldText } from './foldedText.ts'

/** A person by what two people are taken for each other by. `birthDate` is YYYY-MM-DD; undefined where it is not known. */
export interface NamedPerson {
  readonly name: string
  readonly birthDate: string | undefined
}

/** A name in the forms by which it is compared. */
interface Forms {
  /** Its words, folded, in a fixed order: swapped given and family names are the same. */
  readonly words: readonly string[]
  /** The same words by how they sound, in the order of `words`. */
  readonly sounds: readonly string[]
  readonly family: string
  /** First two letters of the given name. */
  readonly beginning: string
}

/** Shorter words that differ by a letter are mostly other names: Anna and Anne stay two unless a birth date is near too. */
const fewestLetters = 5

/** Spellings of one sound, by the sound; conservatively: what a listener at the telephone cannot tell apart. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/([aou])e/g, '$1'],
  [/[ae][iy]/g, 'ai'],
  [/ph/g, 'f'],
  [/th|dt/g, 't'],
  [/ck|k|c(?![eiyhs])/g, 'k'],
  [/y/g, 'i'],
  [/([aeiou])h(?![aeiou])/g, '$1'],
  [/([a-z])\1+/g, '$1'],
]

/** Returns a folded word by how it sounds. A word in another script than the Latin is only ever itself. */
function soundOf(word: string): string {
  if (!/^[a-z]+$/.test(word)) return word
  return spellings.reduce((sound, [spelling, meant]) => sound.replace(spelling, meant), word)
}

function formsOf(name: string): Forms {
  const [before = '', after] = foldText(name).split(/\s*,\s*/)
  const given = (after ?? before).split(' ').filter((word) => word !== '')
  const written = after === undefined ? given : [...given, ...before.split(' ')]
  const words = [...written].sort()
  const family = soundOf(written.at(-1) ?? '')
  return { words, sounds: words.map(soundOf), family, beginning: [...(written[0] ?? '')].slice(0, 2).join('') }
}

/**
 * Returns keys of a person such that two who are alike have one in common. About two for each letter of the name: people are compared
 * with those alone who share one.
 */
export function likenessKeys({ name, birthDate }: NamedPerson): string[] {
  const { words, sounds, family, beginning } = formsOf(name)
  const keys = [`sound ${sounds.toSorted().join(' ')}`, `near ${family} ${beginning}`]
  if (birthDate !== undefined) keys.push(`twin ${family} ${birthDate}`)
  for (const [index, word] of words.entries()) {
    if (!isLong(word)) continue
    const others = sounds.filter((_, other) => other !== index).toSorted()
    for (const variant of [word, ...shortened(word)]) keys.push(`letter ${others.join(' ')} ${variant}`)
  }
  return [...new Set(keys)]
}

function isLong(word: string): boolean {
  return word.length >= fewestLetters - 1 && /^[a-z]+$/.test(word)
}

function shortened(word: string): string[] {
  return [...word].map((_, index) => word.slice(0, index) + word.slice(index + 1))
}

/**
 * Returns whether two people could be taken for each other: the same name, in whatever order and spelling; one letter apart in a word of
 * five or more; the same family name and birth date, as twins have; or the same family name, the same beginning and a birth date that is near.
 */
export function areAlike(one: NamedPerson, other: NamedPerson): boolean {
  const a = formsOf(one.name)
  const b = formsOf(other.name)
  if (a.words.length === 0 || b.words.length === 0) return false
  if (isSameList(a.sounds, b.sounds) || isOneLetterApart(a, b)) return true
  if (a.family !== b.family || one.birthDate === undefined || other.birthDate === undefined) return false
  return (
    one.birthDate === other.birthDate ||
    (a.beginning === b.beginning && areBirthDatesNear(one.birthDate, other.birthDate))
  )
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.toSorted().join(' ') === b.toSorted().join(' ')
}

function isOneLetterApart(a: Forms, b: Forms): boolean {
  return a.words.some((word, at) =>
    b.words.some((other, otherAt) => {
      if (Math.max(word.length, other.length) < fewestLetters || !isLong(word) || !isLong(other)) return false
      return isOneEditApart(word, other) && isSameList(without(a.sounds, at), without(b.sounds, otherAt))
    }),
  )
}

function without(words: readonly string[], at: number): readonly string[] {
  return words.filter((_, index) => index !== at)
}

/** Returns whether two words differ by one letter that is another, missing, or in the place of its neighbour. */
function isOneEditApart(a: string, b: string): boolean {
  if (a === b) return true
  if (Math.abs(a.length - b.length) > 1) return false
  let from = 0
  while (from < Math.min(a.length, b.length) && a[from] === b[from]) from += 1
  const isEnd = (x: number, y: number) => a.slice(x) === b.slice(y)
  const isSwapped = a[from] === b[from + 1] && a[from + 1] === b[from] && isEnd(from + 2, from + 2)
  return isEnd(from + 1, from + 1) || isEnd(from + 1, from) || isEnd(from, from + 1) || isSwapped
}

/** Returns whether two birth dates (YYYY-MM-DD) are near: the same day in another year, day and month swapped, or one digit apart. */
export function areBirthDatesNear(a: string, b: string): boolean {
  const [year, month, day] = a.split('-')
  if (a.slice(5) === b.slice(5) || b === `${year}-${day}-${month}`) return true
  return a.length === b.length && [...a].filter((digit, index) => digit !== b[index]).length <= 1
}

/**
 * Returns who could be taken for whom, by their places in `people`; those of one `person` are never compared. Compares those alone who
 * share a key, each pair once.
 */
export function findAlike<Person extends NamedPerson & { readonly person: string; readonly keys: readonly string[] }>(
  people: readonly Person[],
  isAlike: (one: Person, other: Person) => boolean = areAlike,
): ReadonlyMap<Person, ReadonlySet<Person>> {
  const byKey = new Map<string, Person[]>()
  const alike = new Map<Person, Set<Person>>()
  for (const newcomer of people) {
    const met = new Set<Person>()
    for (const key of newcomer.keys) {
      const bucket = byKey.get(key)
      for (const other of bucket ?? []) met.add(other)
      if (bucket) bucket.push(newcomer)
      else byKey.set(key, [newcomer])
    }
    for (const other of met) {
      if (other.person === newcomer.person || !isAlike(newcomer, other)) continue
      alike.set(newcomer, (alike.get(newcomer) ?? new Set()).add(other))
      alike.set(other, (alike.get(other) ?? new Set()).add(newcomer))
    }
  }
  return alike
}
