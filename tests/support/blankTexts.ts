/** Texts of which nothing can be seen, of every kind that there is. */
export const blankTexts: readonly string[] = [
  '',
  ' \t\r\n\u00a0\u3000',
  '\u200b\u200b',
  '\u200b\u2060\u00ad',
  '\u200d',
  '\u200d\u200c',
  '\ufeff',
  // Marks of direction, isolates, and the Arabic one.
  '\u202e',
  '\u202e\u202c\u2066\u2069\u061c\u200e\u200f',
  // Variation selectors, of Mongolian too.
  '\ufe0f\ufe0e',
  '\u{e0100}\u180b\u180e',
  // The tags of a flag, without the flag.
  '\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
  // Fillers of Hangul, of Khitan, and the combining grapheme joiner.
  '\u115f\u1160\u3164\uffa0',
  '\u{16fe4}',
  '\u034f',
  // Blanks that are signs: of Braille, of Egyptian writing, of music.
  '\u2800\u2800',
  '\u{13441}\u{13442}',
  '\u{1d159}',
  // Kept free by Unicode for more of what every font ignores.
  '\u2065\ufff0\u{e0fff}',
  '\ufff9\ufffb',
  '\u2028\u2029\u0085',
  '\0\u0007\u001b',
  '\u{1d173}\u{1d17a}',
]

/** Texts of which something can be seen, beside what cannot, or though one might not think so. */
export const visibleTexts: readonly string[] = [
  '.',
  '\u200bx\u200b',
  'می\u200cخواهم',
  'क्\u200dष',
  '👩\u200d⚕️',
  '❤️',
  '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
  '\u2800⠁',
  'abc \u202e fed \u202c',
  '\u0301',
  '\u0600',
  '\ud83d',
  '\ue000',
  '\ufffc',
  '<b>',
  '&nbsp;',
  '¯\\_(ツ)_/¯',
]
