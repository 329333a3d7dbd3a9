/**
 * Characters that leave nothing on a screen: white space, control characters, what Unicode lets every font ignore (zero-width
 * characters, joiners, fillers, variation selectors, marks of direction), the blank Braille pattern and the marks of annotations.
 */
const nothingToSee = /^[\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\uFFF9-\uFFFB]*$/u

/**
 * Returns whether a reader sees anything of a text. A text of which nothing can be seen is no message, in every protocol.
 */
export function hasVisibleText(text: string): boolean {
  return !nothingToSee.test(text)
}
