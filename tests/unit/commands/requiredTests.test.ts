import { describe, expect, it } from 'vitest'
import { judgeNotRun, readRequired } from '../../../commands/testing/requiredTests.ts'

const notRun = new Map([
  ['no PostgreSQL at TEST_DATABASE_URL or the default local port', 230],
  ['no redis-server on this machine', 4],
  ['no Electron binary on this machine', 2],
])

describe('tests that could not run', () => {
  it('are all allowed when nothing is required', () => {
    expect(judgeNotRun(notRun, readRequired(undefined))).toEqual({ refused: new Map(), allowed: notRun })
    expect(judgeNotRun(notRun, readRequired(''))).toEqual({ refused: new Map(), allowed: notRun })
  })

  it('are refused when the reason names what is required, in whatever case', () => {
    const { refused, allowed } = judgeNotRun(notRun, readRequired('PostgreSQL, Redis'))
    expect([...refused.values()]).toEqual([230, 4])
    expect([...allowed.keys()]).toEqual(['no Electron binary on this machine'])
  })
})
