import { describe, expect, test } from 'vitest'
import { createOriginRule, isOriginPattern } from '../../../../relay/engine/originRule.ts'

describe('a rule about origins', () => {
  const rule = createOriginRule(['https://clinic.example', 'https://*.example.app', 'https://stm-*.vercel.app:8443'])

  test.each([
    'https://clinic.example',
    'https://CLINIC.example',
    'https://preview-1.example.app',
    'https://stm-git-main.vercel.app:8443',
  ])('lists %s', (origin) => {
    expect(rule.isListed(origin)).toBe(true)
  })

  test.each([
    'http://clinic.example',
    'https://clinic.example:444',
    'https://example.app',
    'https://a.b.example.app',
    'https://preview.example.app.evil.example',
    'https://evil.example/.example.app',
    'https://evilexample.app',
    'https://preview.example-app',
    'https://preview.exampleXapp',
    'https://other.vercel.app:8443',
    'null',
    '',
  ])('does not list %s', (origin) => {
    expect(rule.isListed(origin)).toBe(false)
  })

  test('lets in what comes from no page, and the relay’s own pages', () => {
    expect(rule.allows({})).toBe(true)
    expect(rule.allows({ origin: 'https://relay.example', host: 'relay.example' })).toBe(true)
    expect(rule.allows({ origin: 'https://other.example', host: 'relay.example' })).toBe(false)
    expect(rule.allows({ origin: 'null', host: 'relay.example' })).toBe(false)
  })

  test('that is open lists all', () => {
    expect(createOriginRule('*').isListed('https://anyone.example')).toBe(true)
    expect(createOriginRule('*').isOpen).toBe(true)
  })

  test.each([
    'https://*',
    'https://*.app',
    'https://a.*.example.app',
    'https://**.example.app',
    '*.example.app',
    'https://*.example.app/',
    'clinic.example',
  ])('cannot be given %s', (text) => {
    expect(isOriginPattern(text)).toBe(false)
  })
})
