import { expect, test } from 'vitest'
import { defaultDataDir } from '../../../src/main/hosts/dataDir.ts'
import { readEnvironment } from '../../../src/main/hosts/readEnvironment.ts'

test('with nothing set, any free port, the usual place and the browser', () => {
  expect(readEnvironment({ PORT: '', RELAY_URL: '' })).toEqual({
    relayUrl: null,
    dataDir: null,
    port: 0,
    opensBrowser: true,
    signIn: null,
  })
})

test.each([
  { variables: { RELAY_URL: 'relay.example.org' }, line: 'RELAY_URL must be an http or https address' },
  { variables: { RELAY_URL: 'file:///etc' }, line: 'RELAY_URL must be an http or https address' },
  { variables: { PORT: '65536' }, line: 'PORT must be a number from 0 (any free) to 65535' },
  { variables: { PORT: 'http' }, line: 'PORT must be a number from 0 (any free) to 65535' },
])('refuses $variables in one clear line', ({ variables, line }) => {
  expect(() => readEnvironment(variables)).toThrow(line)
})

test.each([{ BROWSER: 'none' }, { CI: 'true' }])('%o opens no browser', (variables) => {
  expect(readEnvironment(variables).opensBrowser).toBe(false)
})

test('signs in by itself only with relay, user and password', () => {
  const all = { RELAY_URL: 'http://127.0.0.1:5053', ROUNDS_USER: 'u', ROUNDS_PASSWORD: 'p' }
  expect(readEnvironment(all).signIn).toEqual({ relayUrl: all.RELAY_URL, user: 'u', password: 'p' })
  expect(readEnvironment({ ...all, ROUNDS_PASSWORD: '' }).signIn).toBeNull()
})

test.each([
  ['linux', {}, '/home/u/.local/share/rounds'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/rounds'],
  ['darwin', {}, '/home/u/Library/Application Support/Rounds'],
] as const)('on %s with %o the usual place is %s', (platform, environment, place) => {
  expect(defaultDataDir(platform, '/home/u', environment)).toBe(place)
})
