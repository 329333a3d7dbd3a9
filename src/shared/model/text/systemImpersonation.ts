/** Characters that readers take for a Latin letter, or for a sign of "system message", by that letter or sign; upper case folds to the lower. */
const lookalikes: Readonly<Record<string, string>> = {
  s: 'ѕꜱƽտꮪꮥ𐑈ʂ',
  y: 'уүγყʏɣỿꭚυⲩꭹꮍⴄү',
  t: 'тτᴛꭲⲧτ𐊗',
  e: 'еεєҽⲉᴇꭼɛℯ℮ⴹꬲ',
  m: 'мμᴍꮇⲙϻ',
  a: 'аαɑᴀꭺⲁ',
  g: 'ɡցɢԍꮐᶃ',
  b: 'ƅьᏼ',
  c: 'сϲⅽᴄ',
  d: 'ԁⅾ',
  h: 'һհн',
  i: 'іιıⅰ',
  j: 'јϳ',
  k: 'кκᴋ',
  l: 'ӏⅼ',
  n: 'пոν',
  o: 'оοօᴏ',
  p: 'рρ',
  r: 'гᴦ',
  u: 'υսᴜ',
  w: 'ԝաᴡ',
  x: 'хχ',
  z: 'ᴢ',
  '[': '【〔「『⟦❲⁅⦋〖〚',
  ']': '】〕」』⟧❳⁆⦌〗〛',
  ':': '꞉ːˑ∶׃։᛬⁚︓܃܄',
  '*': '∗⁎٭✱✲✳⋆',
}
const likeness = new Map(
  Object.entries(lookalikes).flatMap(([meant, others]) => [...others].map((other) => [other.toLowerCase(), meant])),
)

const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu
/** As much of a text, without what is invisible, as what poses as the system takes up at its beginning. */
const beginningLength = 200

/** Returns the beginning of a text as it looks: compatibility forms, marks, invisible characters and look-alikes of other scripts taken for what they resemble. */
export function skeletonOf(text: string): string {
  const plain = text
    .replace(invisible, (char) => (/\s/.test(char) ? ' ' : ''))
    .slice(0, beginningLength)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
  return [...plain].map((char) => likeness.get(char) ?? char).join('')
}

/**
 * Returns whether a text begins as messages of the system do: `[SYSTEM]`, `**System message**`, `System:`, also in characters
 * that only look so.
 */
export function impersonatesSystem(text: string): boolean {
  return /^\s*(?:\[\s*system(?:\s*message)?\s*\]|\*+\s*system(?:\s*message)?\s*\*+|system(?:\s*message)?\s*:)/.test(
    skeletonOf(text),
  )
}
