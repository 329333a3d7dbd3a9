import { describe, expect, it } from 'vitest'
import { findLinks } from '../../../../src/renderer/features/conversation/links/findLinks.ts'

const linksIn = (text: string) =>
  findLinks(text).flatMap((part) => (part.kind === 'link' ? [[part.text, part.address.href]] : []))
const lettersOf = (text: string) =>
  findLinks(text).flatMap((part) => (part.kind === 'link' ? [[part.address.host, part.address.letters]] : []))

describe('the addresses in a text', () => {
  it.each([
    ['See https://example.org/a?b=c#d.', 'https://example.org/a?b=c#d'],
    ['(http://example.org/a_(b)), please', 'http://example.org/a_(b)'],
    ['“HTTPS://Example.org/X”', 'https://example.org/X'],
    ['call tel:+44-20(7946)0958!', 'tel:+44-20(7946)0958'],
    ['or mailto:ann.aare+x@clinic.example', 'mailto:ann.aare+x@clinic.example'],
    ['at http://192.0.2.7:8080/x', 'http://192.0.2.7:8080/x'],
  ])('are found without the sentence around them: %s', (text, href) => {
    expect(linksIn(text).map(([, found]) => found)).toEqual([href])
  })

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://example.org',
    'rounds://x',
    'xhttps://example.org',
    'https://',
    'https://bank.example@evil.example/',
    'https://@evil.example/',
    'https://user:word@evil.example/',
    'https:\\\\evil.example',
    'tel:*#06#',
    'tel:call-me',
    'mailto:a@b.example?cc=c@d.example',
    'mailto:nobody',
    'example.org and ann@example.org',
  ])('are none where it is not certain to be one: %s', (text) => {
    expect(linksIn(text)).toEqual([])
  })

  it('end where something stands that nobody sees or that turns the direction', () => {
    for (const hidden of ['\u202e', '\u200b', '\u2066', '\u00ad', '\u0000'])
      expect(linksIn(`https://example.org/a${hidden}fdp.exe`)).toEqual([
        ['https://example.org/a', 'https://example.org/a'],
      ])
  })

  it.each([
    '',
    ' a\n\n https://example.org/ü?x=„y“ and <b> tel:112233 \u202e end ',
    'https://a.example,https://b.example; (mailto:a@b.example)',
  ])('leave the text character for character: %j', (text) => {
    expect(
      findLinks(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text)
  })

  it('say where letters are those of other alphabets, and have the host in punycode', () => {
    expect(lettersOf('https://münchen.example/')).toEqual([['xn--mnchen-3ya.example', 'foreign']])
    // The second letter is Cyrillic.
    expect(lettersOf('https://pаypal.example/')).toEqual([['xn--pypal-4ve.example', 'mixed']])
    expect(lettersOf('https://xn--pypal-4ve.example/')).toEqual([['xn--pypal-4ve.example', 'foreign']])
    expect(lettersOf('https://ｅxample.org/')).toEqual([['example.org', 'foreign']])
    expect(lettersOf('https://example.org:8443/')).toEqual([['example.org:8443', 'plain']])
  })
})
