import type { Denial, Words } from './denials.ts'
import { type FlagToken, isWord } from './flagTokens.ts'

/** Words that a denial reaches over at most. */
const reach = 12

/** Words that one thing has at most in a row of things that are denied together. */
const wordsOfItem = 2

/** The place of a phrase in a text: its first and last word, and the small words within that are none of its own. */
export interface PhrasePlace {
  readonly first: number
  readonly last: number
  readonly fillers: readonly number[]
}

/**
 * Returns whether the words of a phrase are denied. Only what is plainly denied is: any word between that could mean something else ("no idea
 * why chest pain"), and any other doubt, leaves it as said.
 */
export function isDenied(tokens: readonly FlagToken[], place: PhrasePlace, denial: Denial): boolean {
  if (isAnswered(tokens, place.last, denial)) return true
  const isSaidNot = isDeniedBefore(tokens, place.first, denial) || isDeniedWithin(tokens, place, denial)
  return isSaidNot && !isTurned(tokens, place.last, denial)
}

function isDeniedBefore(tokens: readonly FlagToken[], first: number, denial: Denial): boolean {
  let isInRow = false
  let words = 0
  for (let at = first - 1; at >= 0 && first - at <= reach; at -= 1) {
    const token = tokens[at]
    const gap = tokens[at + 1]?.before
    if (gap === 'end' || gap === 'line') return false
    if (isOneOf(token, denial.cues)) return gap === 'none' && isInForce(tokens, at, denial)
    // A comma belongs to a row where a joiner ends the row: "no fever, cough, or chest pain".
    if (gap === 'item' && !isInRow) return false
    if (gap === 'item') words = 0
    if (isOneOf(token, denial.joiners)) {
      isInRow = true
      words = 0
    } else if (isOneOf(token, denial.verbs)) {
      if (!followsCue(tokens, at, denial)) return false
    } else if (!isOneOf(token, denial.carriers)) {
      words += 1
      if (!isInRow || words > wordsOfItem || isOneOf(token, denial.stops)) return false
    }
  }
  return false
}

/** Returns whether a denial stands before a verb at once, or before the verbs that lead to it. */
function followsCue(tokens: readonly FlagToken[], verbAt: number, denial: Denial): boolean {
  const [verb, before, further] = [tokens[verbAt], tokens[verbAt - 1], tokens[verbAt - 2]]
  if (verb?.before !== 'none') return false
  if (isOneOf(before, denial.cues)) return !isOneOf(before, denial.verbless)
  if (isOneOf(before, denial.verbs)) return followsCue(tokens, verbAt - 1, denial)
  // "No longer have".
  return isOneOf(before, denial.carriers) && before?.before === 'none' && isOneOf(further, denial.cues)
}

/** Returns false for the denial in "cannot … without", which says that it does happen. */
function isInForce(tokens: readonly FlagToken[], cueAt: number, { without, unable, cues }: Denial): boolean {
  if (!isOneOf(tokens[cueAt], without)) return true
  for (let at = cueAt - 1; at >= 0 && cueAt - at <= reach && tokens[at + 1]?.before !== 'end'; at -= 1)
    if (isOneOf(tokens[at], unable) || isOneOf(tokens[at], cues)) return false
  return true
}

/** Returns whether a denial stands among the small words of a phrase: "my chest does *not* hurt". */
function isDeniedWithin(tokens: readonly FlagToken[], { fillers }: PhrasePlace, { cues, merely }: Denial): boolean {
  return fillers.some((at) => isOneOf(tokens[at], cues) && !isOneOf(tokens[at + 1], merely))
}

/** Returns whether the rest of the sentence takes a denial back: "no chest pain until this morning". */
function isTurned(tokens: readonly FlagToken[], last: number, { turns, turnsNear }: Denial): boolean {
  let isNear = true
  for (
    let at = last + 1;
    at < tokens.length && tokens[at]?.before !== 'end' && tokens[at]?.before !== 'line';
    at += 1
  ) {
    if (tokens[at]?.before === 'item') isNear = false
    if ([...turns, ...(isNear ? turnsNear : [])].some((turn) => standsAt(tokens, at, turn))) return true
  }
  return false
}

/** Returns whether an answer that denies stands after the words, and nothing more in its sentence. */
function isAnswered(tokens: readonly FlagToken[], last: number, { answers }: Denial): boolean {
  const next = tokens[last + 1]
  return answers.some((answer) => {
    const after = tokens[last + 1 + answer.length]
    if (!standsAt(tokens, last + 1, answer) || after?.before === 'none') return false
    // A lone word is an answer after a sign that asks: a colon, a question mark, a dash.
    return answer.length > 1 ? next?.before === 'none' : /^\s*(?:[:?=؟]|[-–—]+)\s*$/u.test(next?.signs ?? '')
  })
}

function standsAt(tokens: readonly FlagToken[], at: number, words: readonly string[]): boolean {
  return words.every((word, index) => isWord(tokens[at + index], word))
}

function isOneOf(token: FlagToken | undefined, words: Words): boolean {
  return token !== undefined && (words.has(token.word) || words.has(token.bare))
}
