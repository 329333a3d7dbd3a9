/** Letters that no decomposition takes apart, and how somebody without them on the keyboard types them. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ς: 'σ',
  // Arabic letters that are typed one for the other, those of Persian and Urdu keyboards, and the stroke that only lengthens a word.
  ى: 'ي',
  ی: 'ي',
  ې: 'ي',
  ک: 'ك',
  ة: 'ه',
  ہ: 'ه',
  ھ: 'ه',
  ە: 'ه',
  ٱ: 'ا',
  ـ: '',
}

/** Digits of Arabic and Persian keyboards, from zero on. */
const arabicDigits = /[٠-٩۰-۹]/gu

/** Before the decomposition as well: it makes a space of some. */
const apostrophe = /['’‘ʼʹ′`´]/gu

const plainLetter = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'gu')

/**
 * Returns a text as it is compared when somebody looks for it: without case, accents, harakat, the form it was typed in, apostrophes and
 * what has no width; hyphens and every space are one space. What is stored and shown is never this.
 */
export function foldText(text: string): string {
  return text
    .replace(apostrophe, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mn}|\p{Cf}/gu, '')
    .replace(plainLetter, (letter) => plainLetters[letter] ?? letter)
    .replace(arabicDigits, (digit) => String((digit.codePointAt(0) ?? 0) & 15))
    .replace(apostrophe, '')
    .replace(/[\s\p{Pd}]+/gu, ' ')
    .trim()
}

/**
 * Returns how well `folded` texts, each given by `foldText`, match a query: 2 when each of its words begins a word of them, 1
 * when each stands somewhere in them, 0 when one does not. The words of a query may be in any order.
 */
export function rankMatch(folded: readonly string[], query: string): 0 | 1 | 2 {
  const words = foldText(query).split(' ')
  if (!words.every((word) => folded.some((text) => text.includes(word)))) return 0
  return words.every((word) => folded.some((text) => ` ${text}`.includes(` ${word}`))) ? 2 : 1
}
