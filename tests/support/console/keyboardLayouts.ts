import type { KeyboardKind } from '../../../src/shared/model/actions/keyChord.ts'

/** Stands in a layout for a dead key: it types nothing by itself, and changes what comes after it. */
export const dead = '◌'

/** Codes of the keys that type, row by row, as the rows of a layout are written. */
const codes = [
  'Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal',
  'KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight',
  'KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote Backslash',
  'IntlBackslash KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash',
]
  .join(' ')
  .split(' ')

/** A key of a layout: what it types alone, with Shift, and with AltGr or Option. */
export interface LayoutKey {
  readonly code: string
  readonly plain: string
  readonly shifted: string
  readonly third: string | undefined
}

/** A keyboard layout. */
export interface KeyboardLayout {
  readonly name: string
  readonly keyboard: KeyboardKind
  readonly keys: readonly LayoutKey[]
}

interface Rows {
  readonly keyboard: KeyboardKind
  readonly plain: readonly string[]
  /** Row of the digits with Shift; the other rows are their own capital letters. */
  readonly digitsShifted: string
  /** Pairs of a code, without `Key` or `Digit`, and what AltGr or Option types on it. */
  readonly third: string
}

const us = {
  digits: '` 1 2 3 4 5 6 7 8 9 0 - =',
  digitsShifted: '~ ! @ # $ % ^ & * ( ) _ +',
  letters: ['q w e r t y u i o p [ ]', "a s d f g h j k l ; ' \\", '< z x c v b n m , . /'],
}
const german = {
  plain: ['◌ 1 2 3 4 5 6 7 8 9 0 ß ◌', 'q w e r t z u i o p ü +', 'a s d f g h j k l ö ä #', '< y x c v b n m , . -'],
  digitsShifted: '° ! " § $ % & / ( ) = ? ◌',
}
const spanish = {
  plain: ["º 1 2 3 4 5 6 7 8 9 0 ' ¡", 'q w e r t y u i o p ◌ +', 'a s d f g h j k l ñ ◌ ç', '< z x c v b n m , . -'],
  digitsShifted: 'ª ! " · $ % & / ( ) = ? ¿',
}
const swedish = {
  plain: ['§ 1 2 3 4 5 6 7 8 9 0 + ◌', 'q w e r t y u i o p å ◌', "a s d f g h j k l ö ä '", '< z x c v b n m , . -'],
  digitsShifted: '½ ! " # ¤ % & / ( ) = ? ◌',
}
const turkish = {
  plain: ['" 1 2 3 4 5 6 7 8 9 0 * -', 'q w e r t y u ı o p ğ ü', 'a s d f g h j k l ş i ,', '< z x c v b n m ö ç .'],
  digitsShifted: "é ! ' ^ + % & / ( ) = ? _",
}
const czech = {
  plain: ['; + ě š č ř ž ý á í é = ◌', 'q w e r t z u i o p ú )', 'a s d f g h j k l ů § ◌', '\\ y x c v b n m , . -'],
  digitsShifted: '◌ 1 2 3 4 5 6 7 8 9 0 % ◌',
}
const hungarian = {
  plain: ['0 1 2 3 4 5 6 7 8 9 ö ü ó', 'q w e r t z u i o p ő ú', 'a s d f g h j k l é á ű', 'í y x c v b n m , . -'],
  digitsShifted: '§ \' " + ! % / = ( ) Ö Ü Ó',
}
const hebrew = {
  plain: ['; 1 2 3 4 5 6 7 8 9 0 - =', "/ ' ק ר א ט ו ן ם פ ] [", 'ש ד ג כ ע י ח ל ך ף , \\', '\\ ז ס ב ה נ מ צ ת ץ .'],
  digitsShifted: us.digitsShifted,
}
const arabic = {
  plain: [
    'ذ 1 2 3 4 5 6 7 8 9 0 - =',
    'ض ص ث ق ف غ ع ه خ ح ج د',
    'ش س ي ب ل ا ت ن م ك ط \\',
    '\\ ئ ء ؤ ر لا ى ة و ز ظ',
  ],
  digitsShifted: us.digitsShifted,
}
const persian = {
  plain: ['‍ ۱ ۲ ۳ ۴ ۵ ۶ ۷ ۸ ۹ ۰ - =', 'ض ص ث ق ف غ ع ه خ ح ج چ', 'ش س ی ب ل ا ت ن م ک گ \\', '\\ ظ ط ز ر ذ د پ و . /'],
  digitsShifted: '÷ ! ٬ ٫ ﷼ ٪ × ، * ) ( ـ +',
}
const russian = {
  plain: ['ё 1 2 3 4 5 6 7 8 9 0 - =', 'й ц у к е н г ш щ з х ъ', 'ф ы в а п р о л д ж э \\', '/ я ч с м и т ь б ю .'],
  digitsShifted: 'Ё ! " № ; % : ? * ( ) _ +',
}
const greek = {
  plain: ['` 1 2 3 4 5 6 7 8 9 0 - =', '; ς ε ρ τ υ θ ι ο π [ ]', "α σ δ φ γ η ξ κ λ ◌ ' \\", '< ζ χ ψ ω β ν μ , . /'],
  digitsShifted: us.digitsShifted,
}
const american = { plain: [us.digits, ...us.letters], digitsShifted: us.digitsShifted }
const other = { keyboard: 'other' } as const
const mac = { keyboard: 'mac' } as const
const polishLetters = 'A ą C ć E ę L ł N ń O ó S ś X ź Z ż'
const macLetters = 'L ¬ S ß C ç W ∑ P π R ® B ∫ G © K ˚ J ∆ I ◌ N ◌ U ◌ E ◌ M µ O ø A å D ∂ T † Q œ X ≈ 1 ¡ 2 ™ 3 £ 4 ¢'

/** Layouts of people who work with Rounds. The third level is AltGr off a Mac, and Option on one. */
const layoutRows: Readonly<Record<string, Rows>> = {
  'United States': { ...other, ...american, third: '' },
  'United States, International': {
    ...other,
    plain: [
      '◌ 1 2 3 4 5 6 7 8 9 0 - =',
      'q w e r t y u i o p [ ]',
      'a s d f g h j k l ; ◌ \\',
      '\\ z x c v b n m , . /',
    ],
    digitsShifted: '◌ ! @ # $ % ◌ & * ( ) _ +',
    third: '1 ¡ 2 ² 3 ³ 4 ¤ 5 € Q ä W å E é R ® T þ Y ü U ú I í O ó P ö A á S ß D ð L ø Z æ C © N ñ M µ',
  },
  Dvorak: {
    ...other,
    plain: [
      '` 1 2 3 4 5 6 7 8 9 0 [ ]',
      "' , . p y f g c r l / =",
      'a o e u i d h t n s - \\',
      '< ; q j k x b m w v z',
    ],
    digitsShifted: us.digitsShifted,
    third: '',
  },
  German: { ...other, ...german, third: 'Q @ E € 7 { 8 [ 9 ] 0 } M µ 2 ² 3 ³ Minus \\ BracketRight ~ IntlBackslash |' },
  'Polish, Programmers': { ...other, ...american, third: `${polishLetters} U €` },
  French: {
    ...other,
    plain: [
      '² & é " \' ( - è _ ç à ) =',
      'a z e r t y u i o p ◌ $',
      'q s d f g h j k l m ù *',
      '< w x c v b n , ; : !',
    ],
    digitsShifted: '² 1 2 3 4 5 6 7 8 9 0 ° +',
    third: '2 ◌ 3 # 4 { 5 [ 6 | 7 ` 8 \\ 9 ^ 0 @ Minus ] Equal } E €',
  },
  Spanish: {
    ...other,
    ...spanish,
    third: 'Backquote \\ 1 | 2 @ 3 # 4 ◌ 5 € 6 ¬ E € BracketLeft [ BracketRight ] Quote {',
  },
  Czech: {
    ...other,
    ...czech,
    third: 'Q \\ W | E € F [ G ] V @ X # C & B { N } S đ D Đ K ł L Ł 1 ~ 2 ◌ Comma < Slash *',
  },
  Hungarian: {
    ...other,
    ...hungarian,
    third: 'Q \\ W | E Ä U € I Í S đ D Đ F [ G ] J í K ł L Ł X # C & V @ B { N } M < 1 ~',
  },
  'Swedish, as in all the North': { ...other, ...swedish, third: '2 @ 3 £ 4 $ 5 € 7 { 8 [ 9 ] 0 } Minus \\ E € M µ' },
  'Turkish Q': { ...other, ...turkish, third: 'Q @ E € T ₺ A æ S ß I i 2 £ 3 # 4 $ 7 { 8 [ 9 ] 0 } Minus \\' },
  Hebrew: { ...other, ...hebrew, third: 'E € 4 ₪ H ײ U װ Y ױ' },
  Arabic: { ...other, ...arabic, third: 'E €' },
  Persian: { ...other, ...persian, third: 'E € 4 ﷼' },
  Russian: { ...other, ...russian, third: '8 ₽' },
  Greek: { ...other, ...greek, third: 'E € R ® C © 3 £' },
  'Mac, United States': { ...mac, ...american, third: macLetters },
  'Mac, German': { ...mac, ...german, third: `L @ N ◌ E € 5 [ 6 ] 7 | 8 { 9 } ${macLetters}` },
  'Mac, Polish': { ...mac, ...american, third: polishLetters },
  'Mac, Polish with dead keys': { ...mac, ...american, third: 'N ◌ L ł S ś C ć' },
  'Mac, French': {
    ...mac,
    plain: [
      '@ & é " \' ( § è ! ç à ) -',
      'a z e r t y u i o p ◌ $',
      'q s d f g h j k l m ù `',
      '< w x c v b n , ; : =',
    ],
    digitsShifted: '# 1 2 3 4 5 6 7 8 9 0 ° _',
    third: 'L ¬ N ◌ 5 { Minus } E ê U º C © S Ò',
  },
  'Mac, Spanish': { ...mac, ...spanish, third: '1 | 2 @ 3 # N ◌ C © E € L ¬' },
  'Mac, Czech': { ...mac, ...czech, third: 'Q \\ W | N ◌ L ł S ß 2 @ 3 #' },
  'Mac, Hungarian': { ...mac, ...hungarian, third: 'L @ N } S đ C & 1 ~' },
  'Mac, Swedish': { ...mac, ...swedish, third: '2 @ 4 $ 7 | 8 [ 9 ] N ◌ S ß L ¬ C ç' },
  'Mac, Turkish Q': { ...mac, ...turkish, third: 'Q @ E € N ◌ S ß' },
  'Mac, Hebrew': { ...mac, ...hebrew, third: 'E € 4 ₪' },
  'Mac, Arabic': { ...mac, ...arabic, third: '' },
  'Mac, Russian': { ...mac, ...russian, third: 'L ª N ¬' },
}

/** Layouts on which shortcuts are tried. */
export const keyboardLayouts: readonly KeyboardLayout[] = Object.entries(layoutRows).map(([name, rows]) => {
  const plain = rows.plain.join(' ').split(' ')
  const digits = rows.digitsShifted.split(' ')
  const pairs = rows.third.split(' ')
  const third = new Map(
    pairs.flatMap((at, index) => (index % 2 === 0 ? [[codeOf(at), pairs[index + 1]] as const] : [])),
  )
  if (plain.length !== codes.length || digits.length !== 13) throw new Error(`${name} has another number of keys`)
  return {
    name,
    keyboard: rows.keyboard,
    keys: codes.map((code, at) => ({
      code,
      plain: plain[at] ?? '',
      shifted: digits[at] ?? plain[at]?.toLocaleUpperCase(name.includes('Turkish') ? 'tr' : 'en') ?? '',
      third: third.get(code),
    })),
  }
})

function codeOf(name: string): string {
  return name.length > 1 ? name : `${/[0-9]/.test(name) ? 'Digit' : 'Key'}${name}`
}
