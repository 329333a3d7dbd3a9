/** The names that HTML reads after `&` even where no `;` follows (HTML, section 13.5). */
const namesWithoutSemicolon = [
  'AElig|AMP|Aacute|Acirc|Agrave|Aring|Atilde|Auml|COPY|Ccedil|ETH|Eacute|Ecirc|Egrave|Euml|GT|Iacute|Icirc|Igrave|Iuml|LT|Ntilde|Oacute',
  'Ocirc|Ograve|Oslash|Otilde|Ouml|QUOT|REG|THORN|Uacute|Ucirc|Ugrave|Uuml|Yacute|aacute|acirc|acute|aelig|agrave|amp|aring|atilde|auml',
  'brvbar|ccedil|cedil|cent|copy|curren|deg|divide|eacute|ecirc|egrave|eth|euml|frac12|frac14|frac34|gt|iacute|icirc|iexcl|igrave|iquest',
  'iuml|laquo|lt|macr|micro|middot|nbsp|not|ntilde|oacute|ocirc|ograve|ordf|ordm|oslash|otilde|ouml|para|plusmn|pound|quot|raquo|reg|sect',
  'shy|sup1|sup2|sup3|szlig|thorn|times|uacute|ucirc|ugrave|uml|uuml|yacute|yen|yuml',
].join('|')

/**
 * Characters that an HTML parser does not read as themselves: `<` before what opens a tag, a comment or a declaration, `&` before
 * what reads as a character reference, quotes, carriage returns (which become line feeds) and NUL (which is dropped). At the end
 * of a text, `<` and `&` could go on with what a page puts behind it.
 */
const special = new RegExp(
  `<(?=[A-Za-z/!?\\0]|$)|&(?=#|[A-Za-z][A-Za-z0-9]*;|(?:${namesWithoutSemicolon})|$)|["'\`\\r\\0]`,
  'g',
)
const mayBeSpecial = /[<&"'`\r\0]/

const references: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  '\r': '&#13;',
  // HTML has no way to write NUL: a reader is shown that a character is missing.
  '\0': '\uFFFD',
}

/**
 * Writes a text so that a page which assigns it to `innerHTML` shows the very characters of it, and opens no tag, comment or character
 * reference. Only what a parser would take for something else is replaced, so that `K < 3.5`, `Q&A` and `don't` read the same in
 * clients that show text as text. A page that puts the text between the quotes of an attribute gets no handler that runs: a quote is
 * replaced where an `=` follows it, without which an attribute has no value.
 */
export function toHtmlText(text: string): string {
  if (!mayBeSpecial.test(text)) return text
  const lastEquals = text.lastIndexOf('=')
  return text.replace(special, (found, at: number) => {
    const isHarmlessQuote = at > lastEquals && (found === '"' || found === "'" || found === '`')
    return isHarmlessQuote ? found : (references[found] ?? found)
  })
}
