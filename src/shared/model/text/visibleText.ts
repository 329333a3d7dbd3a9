/**
 * Everything but what leaves nothing on a screen: white space, control characters, what Unicode lets every font ignore (zero-width
 * characters, joiners, fillers, tags, variation selectors, marks of direction, and those it keeps free for more of them), the marks
 * of annotations, and the blanks that Unicode counts as signs: of Braille, of Khitan and Egyptian writing, and of music. A combining
 * mark alone is drawn, and half of a character is drawn as a sign for what is missing: they can be seen.
 */
const visible =
  /[^\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\uFFF9-\uFFFB\u{13441}\u{13442}\u{16FE4}\u{1D159}]/u

/**
 * Returns whether a reader sees anything of a text. A text of which nothing can be seen is no message, in every protocol.
 */
export function hasVisibleText(text: string): boolean {
  return visible.test(text)
}

/** Returns a text from the first thing on that a reader sees; as it is when there is none. */
export function fromFirstVisible(text: string): string {
  const at = text.search(visible)
  return at > 0 ? text.slice(at) : text
}
