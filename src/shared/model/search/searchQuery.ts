import type { Phrase } from '../text/foundParts.ts'
import { hasWord, wordsOf } from '../text/searchedWords.ts'

/** Longest search, in UTF-16 units. */
export const mostSearchText = 256

/** Kinds that a search may ask for: messages with a file, and notes of the staff thread. */
export const searchedKinds = ['file', 'note'] as const
type SearchedKind = (typeof searchedKinds)[number]

/** Something that a message has to have to be found: all of it. Words are as `wordsOf` gives them. */
export interface SearchQuery {
  /** Words, each by itself, and phrases. */
  readonly phrases: readonly Phrase[]
  /** Beginnings of words in the name of who said it. */
  readonly sender: readonly string[]
  /** Beginnings of words in the patient's name, record number or birth date. */
  readonly patient: readonly string[]
  /** Days (YYYY-MM-DD) before which, and from which on, it was said. */
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly kinds: readonly SearchedKind[]
}

/** People by whom the end of a name is told: `from:ann aare fever` means Ann Aare if there is one. */
export interface KnownNames {
  readonly isSender: (words: readonly string[]) => boolean
  readonly isPatient: (words: readonly string[]) => boolean
}

/** `message`: what is wrong with a search, for whoever typed it. */
export type ReadQuery =
  | { readonly ok: true; readonly query: SearchQuery }
  | { readonly ok: false; readonly message: string }

/** A key with its value, a quotation that may lack its end, or a word. */
const part = /(?:(from|in|before|after|kind):\s*)?(?:["“”„«]([^"“”„»«]*)["“”»]?|(\S*))/giu

/** Returns whether a search has words and phrases alone, which whoever knows messages can look for. */
export function isPlainSearch(text: string): boolean {
  return partsOf(text).every(({ key }) => key === null)
}

interface Part {
  readonly key: 'from' | 'in' | 'before' | 'after' | 'kind' | null
  readonly words: readonly string[]
  readonly text: string
  readonly isQuoted: boolean
}

/**
 * Reads what somebody types into a search: words, `"a phrase"`, `from:ann`, `in:ann aare`, `before:2026-11-01`, `after:2026-10`, `kind:file` and
 * `kind:note`, in any order. What follows `from:` and `in:` is part of the name as long as somebody is called so; a quoted name ends where it ends.
 */
export function readQuery(text: string, known: KnownNames): ReadQuery {
  const query = {
    ...{ phrases: [] as Phrase[], sender: [] as string[], patient: [] as string[] },
    ...{ before: [] as string[], after: [] as string[], kinds: [] as SearchedKind[] },
  }
  let open: { readonly names: string[]; readonly isKnown: KnownNames['isSender']; readonly since: number } | null = null
  for (const { key, words, text: value, isQuoted } of partsOf(text)) {
    if (key === 'from' || key === 'in') {
      if (words.length === 0) return refused(`Write a name after “${key}:”.`)
      const names = key === 'from' ? query.sender : query.patient
      open = isQuoted
        ? null
        : { names, isKnown: key === 'from' ? known.isSender : known.isPatient, since: names.length }
      names.push(...words)
    } else if (key === 'before' || key === 'after') {
      const day = dayOf(value)
      if (day === null) return refused(`Write a day after “${key}:”, such as 2026-11-01.`)
      query[key].push(day)
      open = null
    } else if (key === 'kind') {
      const kind = searchedKinds.find((one) => one === value.toLowerCase())
      if (kind === undefined) return refused('After “kind:” stands “file” or “note”.')
      query.kinds.push(kind)
      open = null
    } else if (open && !isQuoted && open.isKnown([...open.names.slice(open.since), ...words])) open.names.push(...words)
    else {
      open = null
      if (isQuoted && words.length > 0) query.phrases.push(words)
      else query.phrases.push(...words.map((word) => [word]))
    }
  }
  return isEmpty(query) ? refused('Write a letter or a digit to look for.') : { ok: true, query }
}

function partsOf(text: string): readonly Part[] {
  return [...text.matchAll(part)].flatMap(({ 0: whole, 1: key, 2: quoted, 3: plain = '' }) => {
    if (whole === '') return []
    const value = quoted ?? plain
    return [
      {
        ...{ key: (key?.toLowerCase() ?? null) as Part['key'], text: value, words: wordsOf(value) },
        isQuoted: quoted !== undefined,
      },
    ]
  })
}

function refused(message: string): ReadQuery {
  return { ok: false, message }
}

function isEmpty({ phrases, sender, patient, before, after, kinds }: SearchQuery): boolean {
  return [phrases, sender, patient, before, after, kinds].every((one) => one.length === 0)
}

/** Returns the day that is meant, the first of a month or of a year; null for what is none. */
function dayOf(text: string): string | null {
  const [, year, month = '01', day = '01'] = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text) ?? []
  if (year === undefined) return null
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const at = Date.parse(`${written}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(written) ? written : null
}

/** Returns whether these words, as `wordsOf` gives them, are those of somebody who is called so: each begins one. */
export function isCalled(words: readonly string[], sought: readonly string[]): boolean {
  return sought.every((one) => hasWord(words, one))
}
