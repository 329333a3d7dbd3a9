import { expect, it } from 'vitest'
import { createStrings } from '../../../../src/renderer/strings/createStrings.ts'
import { instantText } from '../../../../src/renderer/ui/instantText.ts'

const at = new Date(2026, 10, 28, 15, 24).getTime()

it.each([
  ['en-GB', 'en-GB'],
  ['en-US', 'en-US'],
  ['en', 'en'],
  ['de-CH', 'en-GB'],
  ['pl', 'en-GB'],
  ['enm', 'en-GB'],
])('speaks English and writes dates as in its region where the system speaks %s', async (system, expected) => {
  const { language, t } = await createStrings(system)
  expect(language).toBe(expected)
  expect(t('conversation.today')).toBe('Today')
  expect(instantText(at, language)).toMatch(expected === 'en-GB' ? /^28 Nov 2026, 15:24$/ : /^Nov 28, 2026, 3:24\sPM$/)
})
