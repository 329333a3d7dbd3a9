import { describe, expect, it } from 'vitest'
import { truthLevel, truthOf } from '../../../../src/renderer/features/composer/truth.ts'
import { en } from '../../../../src/renderer/strings/en.ts'
import { linkSchema } from '../../../../src/shared/ipc/link.ts'
import { ada, liveLink, startMs, testConsole } from '../../../support/console/screenBuilders.ts'

const { account } = testConsole()
const expired = {
  ...account,
  state: 'expired',
  relayUrl: 'http://relay',
  userId: ada,
  name: 'Ada',
  role: 'clinician',
} as const
const modes = linkSchema.shape.mode.options

describe('what is said where somebody writes', () => {
  it('is the nearest thing in the way: the console, then the sign-in, then the line', () => {
    const offline = { ...liveLink, mode: 'offline' } as const
    expect(truthOf({ lostAt: startMs, account: expired, link: offline })).toBe('stopped')
    expect(truthOf({ lostAt: null, account: expired, link: offline })).toBe('expired')
    expect(modes.map((mode) => truthOf({ lostAt: null, account, link: { ...liveLink, mode } }))).toEqual(modes)
  })

  it('has words for each state', () => {
    expect(Object.keys(en.composer.truth).sort()).toEqual([...modes, 'expired', 'stopped'].sort())
  })

  it('is loud where nothing is sent, louder the longer the relay is silent, and calm otherwise', () => {
    expect(modes.filter((mode) => truthLevel(mode, 0) !== 'calm')).toEqual(['offline', 'silent'])
    expect(truthLevel('silent', 29_000)).toBe('warn')
    expect(truthLevel('silent', 30_000)).toBe('alarm')
    expect([truthLevel('offline', 0), truthLevel('expired', 0), truthLevel('stopped', 0)]).toEqual([
      'warn',
      'alarm',
      'alarm',
    ])
  })
})
