import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toHtmlText } from '../../../src/shared/model/text/htmlText.ts'
import { markupLikeText } from '../../support/relay/strangeTexts.ts'

describe('a text written as HTML', () => {
  it.each([
    ['K < 3.5', 'K < 3.5'],
    ['BP <120/80', 'BP <120/80'],
    ['Q&A and AT&T', 'Q&A and AT&T'],
    ['don\'t say "no"', 'don\'t say "no"'],
    ['x<y', 'x&lt;y'],
    ['a &lt; b &amp; c', 'a &amp;lt; b &amp;amp; c'],
    ['?id=7&section=2&copy=1', '?id=7&amp;section=2&amp;copy=1'],
    ['" onload="x', '&quot; onload=&quot;x'.replace(/&quot;x$/, '"x')],
    ['a\r\nb', 'a&#13;\nb'],
    ['a\0b', 'a\ufffdb'],
    ['a <', 'a &lt;'],
    ['a &', 'a &amp;'],
  ])('of %j is %j', (text, html) => expect(toHtmlText(text)).toBe(html))

  it('reads as before when its references are resolved, and holds nothing that could open', () => {
    const resolve = (html: string) =>
      html.replace(/&(lt|amp|quot|#39|#96|#13);/g, (_, name: string) => resolved[name] ?? '')
    const resolved: Readonly<Record<string, string>> = {
      ...{ lt: '<', amp: '&', quot: '"', '#39': "'", '#96': '`', '#13': '\r' },
    }
    fc.assert(
      fc.property(markupLikeText, (text) => {
        const html = toHtmlText(text)
        expect(html).not.toMatch(/<[A-Za-z/!?]/)
        expect(resolve(html)).toBe(text.replaceAll('\0', '\ufffd'))
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    '<'.repeat(16_384),
    '&'.repeat(16_384),
    '"='.repeat(8_192),
    `&${'a'.repeat(16_000)}`.repeat(1),
    '"'.repeat(16_384),
  ])('is made in time that grows with the length alone (%#)', (text) => {
    expect(toHtmlText(text).length).toBeGreaterThanOrEqual(text.length)
  })
})
