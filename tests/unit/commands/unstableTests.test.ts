import { expect, it } from 'vitest'
import type { FailedTest } from '../../../commands/testing/failedTests.ts'
import { filesToRepeat, judgeRepeated } from '../../../commands/testing/unstableTests.ts'

const failure = (project: string, file: string): FailedTest => ({
  project,
  file,
  name: 'draws',
  errors: [{ message: 'late' }],
})

it('repeats the files of browser tests that failed, each once', () => {
  const failed = [failure('browser', 'a.test.ts'), failure('browser', 'a.test.ts'), failure('browser', 'b.test.ts')]
  expect(filesToRepeat(failed)).toEqual(['a.test.ts', 'b.test.ts'])
})

it('repeats nothing where anything failed that is no browser test', () => {
  expect(filesToRepeat([failure('browser', 'a.test.ts'), failure('integration', 'b.test.ts')])).toEqual([])
  expect(filesToRepeat([failure('browser', 'a.test.ts'), { name: 'outside of any test', errors: [] }])).toEqual([])
})

it('repeats nothing where more files failed than a busy machine explains', () => {
  expect(filesToRepeat(['a', 'b', 'c', 'd'].map((file) => failure('browser', file)))).toHaveLength(4)
  expect(filesToRepeat(['a', 'b', 'c', 'd', 'e'].map((file) => failure('browser', file)))).toEqual([])
})

it('counts as unstable what passed every repeat of its file, and as failed what did not', () => {
  const [late, broken] = [failure('browser', 'a.test.ts'), failure('browser', 'b.test.ts')]
  expect(judgeRepeated([late, broken], new Set(['a.test.ts']))).toEqual({ failed: [broken], unstable: [late] })
})
