import { expect, it } from 'vitest'
import { hasVisibleText } from '../../../src/shared/model/text/visibleText.ts'

it.each([
  '',
  ' \t\r\n\u00a0\u3000',
  '\u200b\u200b',
  '\u200b\u2060\u00ad',
  '\ufeff',
  '\u200d\u200c',
  '\u202e\u202c\u2066\u2069',
  '\u3164',
  '\u115f\u1160\uffa0',
  '\u2800',
  '\ufe0f',
  '\u{e0020}\u{e007f}',
  '\0\u0007\u001b',
  '\ufff9\ufffb',
  '\u2028\u2029\u0085',
  '\u034f\u180e',
])('sees nothing in %j', (text) => expect(hasVisibleText(text)).toBe(false))

it.each([
  '.',
  '\u200bx\u200b',
  'می\u200cخواهم',
  '👩\u200d⚕️',
  '❤️',
  '\u0301',
  '\u0600',
  '\ud83d',
  '\ue000',
  '<b>',
  '&nbsp;',
  '¯\\_(ツ)_/¯',
])('sees something in %j', (text) => expect(hasVisibleText(text)).toBe(true))
