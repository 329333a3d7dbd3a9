import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { checkDecisions, danglingStatuses, hashOfDecision, statusLine } from './rules/decisionsLock.ts'

const folder = new URL('../../docs/decisions/', import.meta.url)
const decisions = Object.fromEntries(
  readdirSync(folder).map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]),
)
const lock = z
  .record(z.string(), z.string())
  .parse(JSON.parse(readFileSync(new URL('decisions.lock.json', import.meta.url), 'utf8')))

describe('the decisions', () => {
  it('have a number each', () => {
    const numbers = Object.keys(decisions).map((file) => file.slice(0, 4))
    expect(numbers.length).toBeGreaterThan(5)
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  it.each(Object.entries(decisions))(
    '%s gives its context, options, decision and consequences on one page',
    (file, text) => {
      const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
      expect(headings).toEqual(['Context', 'Options', 'Decision', 'Consequences'])
      expect(text).toMatch(new RegExp(`^# ${file.slice(0, 4)} \\S.+\n\nStatus: `))
      expect(text.match(/^Status: /gm)).toHaveLength(1)
      expect(text).toMatch(statusLine)
      expect(text.split('\n').length).toBeLessThan(60)
    },
  )

  it('are not rewritten once they are published', () => {
    expect(checkDecisions(decisions, lock)).toEqual([])
  })

  it('name later ones in their status', () => {
    expect(danglingStatuses(decisions)).toEqual([])
  })
})

describe('a decision', () => {
  const first = '# 0001 One\n\nStatus: accepted\n\nWords.\n'
  const published = { '0002-one.md': hashOfDecision(first) }

  it('that was rewritten is noticed, and one that is gone', () => {
    expect(checkDecisions({ '0002-one.md': `${first}More.` }, published)).toEqual([
      expect.stringContaining('0002-one.md was rewritten'),
    ])
    expect(checkDecisions({}, published)).toEqual([expect.stringContaining('0002-one.md is gone')])
  })

  it('that is amended or superseded changes its status alone', () => {
    for (const status of ['accepted, amended by 0003, 0004', 'superseded by 0003']) {
      expect(checkDecisions({ '0002-one.md': first.replace('accepted', status) }, published)).toEqual([])
    }
  })

  it('that is new has a number of its own, after those that are published', () => {
    expect(checkDecisions({ '0002-one.md': first, '0003-two.md': 'x' }, published)).toEqual([])
    expect(checkDecisions({ '0002-one.md': first, '0001-zero.md': 'x' }, published)).toEqual([
      expect.stringContaining('take the next free one'),
    ])
  })

  it('whose status names none that is later is noticed', () => {
    const amended = { '0002-one.md': first.replace('accepted', 'accepted, amended by 0001, 0009'), '0001-a.md': first }
    expect(danglingStatuses(amended)).toHaveLength(2)
  })
})
