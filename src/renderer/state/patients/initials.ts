import { nameParts } from './patientFacts.ts'

/** Cuts a text into what a reader takes for one letter, whatever number of characters that is. */
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

const letterOrDigit = /^[\p{L}\p{N}]/u

/** Scripts in which the first character says most of a name, and a second one nothing of the family. */
const isNameByOneCharacter = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** Keeps two letters apart that a script would join into one word. */
const nonJoiner = '\u200C'

const joined = /^[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Nko}\p{Script=Mongolian}]/u

/**
 * Returns the letters that stand for a patient's name beside their colour: of the given name and of the family name, or of the one name
 * there is. One character where a script says a name by its first. Empty only for an empty name.
 */
export function initialsOf(name: string): string {
  const { given, family } = nameParts(name)
  const first = initialOf(given)
  if (family.length === 0 || isNameByOneCharacter.test(first)) return first
  // The first word that is capitalised: `de la Cruz` is a C in a list of names.
  const capital = family.find((word) => /^\p{Lu}/u.test(word)) ?? family[0] ?? ''
  return `${first}${joined.test(first) ? nonJoiner : ''}${initialOf(capital)}`
}

/** Returns the first letter or digit of a word as a capital; where it has none, what it begins with. */
function initialOf(word: string): string {
  const letters = [...graphemes.segment(word)].map(({ segment }) => segment)
  const letter = letters.find((one) => letterOrDigit.test(one)) ?? letters[0] ?? ''
  // A capital of ß is two letters.
  return [...graphemes.segment(letter.toUpperCase())][0]?.segment ?? ''
}
