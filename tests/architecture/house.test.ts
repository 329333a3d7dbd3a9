import { describe, expect, it } from 'vitest'
import { commentRules } from './rules/commentRules.ts'
import { conductExceptions, conductRules } from './rules/conductRules.ts'
import { dialectRules } from './rules/dialectRules.ts'
import { stands } from './rules/edge.ts'
import { formExceptions, formRules } from './rules/formRules.ts'
import { importRules } from './rules/importRules.ts'
import { nameRules } from './rules/nameRules.ts'
import { sizeRules } from './rules/sizeRules.ts'
import { plantTree, readSourceTree } from './rules/sourceTree.ts'
import { wordRules } from './rules/wordRules.ts'

const rules = [
  ...importRules,
  ...dialectRules,
  ...formRules,
  ...nameRules,
  ...wordRules,
  ...sizeRules,
  ...conductRules,
  ...commentRules,
]

describe('the house', () => {
  const house = readSourceTree()

  it('is read: every source of the checkout is there', () => {
    expect(house.paths).toContain('src/shared/ipc/commands.ts')
    expect(house.sources.flatMap((source) => source.imports).length).toBeGreaterThan(100)
  })

  it.each(rules)('$name', ({ check }) => {
    expect(check(house)).toEqual([])
  })
})

describe('an exception', () => {
  const house = readSourceTree()

  it.each([...formExceptions, ...conductExceptions])('is for something that there is: $of', (edge) => {
    expect(house.paths.some((path) => stands([edge], path))).toBe(true)
  })
})

describe('a rule that is broken on purpose speaks', () => {
  const plants = rules.flatMap((rule) => rule.planted.map((plant) => ({ rule, ...plant })))

  it.each(plants)('$rule.name: $reports', ({ rule, files, reports }) => {
    const reported = rule.check(plantTree(files)).join('\n')
    expect(reported).toContain(reports)
    expect(Object.keys(files).some((path) => reported.includes(path))).toBe(true)
  })

  it.each(rules)('and is silent where nothing is broken: $name', ({ check, allowed }) => {
    const silent = check(plantTree(allowed)).filter((line) => !line.includes('there is no file'))
    expect(silent).toEqual([])
  })
})
