import type { SessionId } from '../ids.ts'
import { foldText } from '../text/foldedText.ts'
import { wordsOf } from '../text/searchedWords.ts'

/** A patient by whom a message could be meant for another: what they are called by. */
export interface KnownPatient {
  readonly sessionId: SessionId
  readonly name: string
  readonly mrn?: string
  /** YYYY-MM-DD */
  readonly birthDate?: string
}

/** Words before a name with which one turns to somebody, folded. */
const greetings = [
  'hi|hello|hey|dear|good (?:morning|afternoon|evening)',
  'hallo|liebe|lieber|guten (?:morgen|tag|abend)|sehr geehrte[r]?',
  'hola|estimad[oa]|querid[oa]|buen(?:os dias|as tardes|as noches)',
  'czesc|dzien dobry|dobry wieczor|droga|drogi',
  'مرحبا|اهلا|السلام عليكم|عزيزي|عزيزتي',
].join('|')

/** Titles before a family name, folded. Those of colleagues are none of these: who is spoken of by one is rarely the patient. */
const titles = 'mr|mrs|ms|miss|mx|herrn?|frau|senora?|sra?|pan|pani|panie|السيد|السيدة'

/** A record number shorter than this is a number like any other, in characters. */
const tellingMrn = 5

/**
 * Returns those of `others` whom a text turns to or names in full: by greeting or address (`Hi Bea`, `Bea, …`), by title and family name, by
 * the whole name, by record number or by birth date. Words that the one it goes to, or anybody in their session, is called by as
 * well (`own`) name nobody else. A given name in the middle of a sentence does not count: it may be anybody's.
 */
export function namedPatients(
  text: string,
  own: { readonly names: readonly string[]; readonly mrn?: string; readonly birthDate?: string },
  others: readonly KnownPatient[],
): SessionId[] {
  const folded = foldText(text)
  const spaced = ` ${wordsOf(text).join(' ')} `
  const ownWords = new Set(own.names.flatMap(wordsOf))
  const isOwn = (words: readonly string[]) => words.every((word) => ownWords.has(word))

  const isNamed = ({ name }: KnownPatient): boolean => {
    const words = wordsOf(name)
    const [given, ...family] = words
    if (given === undefined || isOwn(words)) return false
    const stands = (all: readonly string[]) => spaced.includes(` ${all.join(' ')} `)
    if (family.length > 0 && (stands(words) || stands([...family, given]))) return true
    if (given.length > 1 && !ownWords.has(given) && isAddressed(folded, given)) return true
    const last = family.at(-1)
    return last !== undefined && !ownWords.has(last) && isTitled(folded, last)
  }
  const isRecorded = ({ mrn, birthDate }: KnownPatient): boolean =>
    (mrn !== undefined && mrn !== own.mrn && mrn.length >= tellingMrn && hasToken(text, mrn)) ||
    (birthDate !== undefined && birthDate !== own.birthDate && hasToken(text, birthDate))
  return others.filter((patient) => isNamed(patient) || isRecorded(patient)).map(({ sessionId }) => sessionId)
}

/** Returns whether a folded text turns to somebody of this name, one folded word, at its beginning or its end. */
function isAddressed(folded: string, word: string): boolean {
  if (!folded.includes(word)) return false
  const greeted = new RegExp(`^(?:${greetings})[ ,]+${word}(?![\\p{L}\\p{N}])`, 'u')
  const first = new RegExp(`^${word} ?[,!:،]`, 'u')
  const last = new RegExp(`[,،] ?${word}[ .!?]*$`, 'u')
  return [greeted, first, last].some((pattern) => pattern.test(folded))
}

function isTitled(folded: string, family: string): boolean {
  if (!folded.includes(family)) return false
  const named = `(?<![\\p{L}\\p{N}])(?:${titles})\\.? (?:\\p{L}+ ){0,2}?${family}(?![\\p{L}\\p{N}])`
  return new RegExp(named, 'u').test(folded)
}

const isPartOfWord = /^[\p{L}\p{N}]$/u

/** Returns whether this stands in the text, in upper or lower case, and is no part of a longer word. */
function hasToken(text: string, token: string): boolean {
  const [all, sought] = [text.toLowerCase(), token.toLowerCase()]
  for (let at = all.indexOf(sought); at >= 0; at = all.indexOf(sought, at + 1)) {
    const beside = [all[at - 1], all[at + sought.length]]
    if (!beside.some((character) => character !== undefined && isPartOfWord.test(character))) return true
  }
  return false
}
