import { expect, it } from 'vitest'
import { describeFailed } from '../../../commands/testing/failedTests.ts'

it('lists a failed test in one line that can be searched, with the first lines of its error', () => {
  const message = 'expected 1 to be 2\n\n- Expected\n+ Received\n\n- 2\n+ 1'
  expect(
    describeFailed({
      project: 'cluster',
      file: 'tests/integration/sessions/sync.test.ts',
      name: 'sync > sends\n  what changed',
      errors: [
        { name: 'AssertionError', message },
        { name: 'TypeError', message: 'a second one' },
      ],
    }),
  ).toEqual([
    'failed: |cluster| tests/integration/sessions/sync.test.ts sync > sends what changed',
    '    AssertionError: expected 1 to be 2',
    '    - Expected',
    '    + Received',
  ])
})

it('lists what failed outside of any test, and a failure without a reason', () => {
  expect(describeFailed({ name: 'outside of any test', errors: [{ message: 'boom' }] })).toEqual([
    'failed: outside of any test',
    '    Error: boom',
  ])
  expect(describeFailed({ name: 'npm run check:types', errors: [] })).toEqual(['failed: npm run check:types'])
})

it('keeps a line short, and free of colours', () => {
  const [title, first] = describeFailed({
    name: 'n'.repeat(500),
    errors: [{ message: `\u001B[31m${'x'.repeat(900)}` }],
  })
  expect(title).toHaveLength('failed: '.length + 300)
  expect(first).toBe(`    Error: ${'x'.repeat(293)}`)
})
