import type { Reporter, TestCase } from 'vitest/node'

export interface TestTally {
  /** To be given to Vitest. */
  readonly reporter: Reporter
  /**
   * Returns the result of the run. A file that could not be read, or an error outside of any test, counts as failed.
   */
  readonly result: () => {
    readonly passed: number
    readonly failed: number
    /**
     * Reasons why tests were skipped, each with how many: the note of `context.skip(note)`, or `(skipped: reason)` in the title
     * of the suite, or else the name of the test.
     */
    readonly notRun: ReadonlyMap<string, number>
  }
}

/** Counts the tests of a run, and keeps why some did not run. */
export function createTestTally(): TestTally {
  let passed = 0
  let failed = 0
  const notRun = new Map<string, number>()
  return {
    reporter: {
      onTestCaseResult: (test) => {
        const result = test.result()
        if (result.state === 'passed') passed += 1
        else if (result.state === 'failed') failed += 1
        else if (result.state === 'skipped') {
          if (stoppedByFailure(test)) return
          const reason = result.note ?? reasonInTitle(test.fullName) ?? test.fullName
          notRun.set(reason, (notRun.get(reason) ?? 0) + 1)
        }
      },
      onTestSuiteResult: (suite) => {
        failed += suite.errors().length
      },
      onTestRunEnd: (modules, errors) => {
        failed += errors.length + modules.reduce((sum, module) => sum + module.errors().length, 0)
      },
    },
    result: () => ({ passed, failed, notRun }),
  }
}

/** Its suite could not be prepared; the suite is what failed. */
function stoppedByFailure(test: TestCase): boolean {
  return test.parent.type === 'suite' && test.parent.errors().length > 0
}

function reasonInTitle(fullName: string): string | undefined {
  const [, suite, reason] = /^(.*?) \(skipped: ([^)]+)\)/.exec(fullName) ?? []
  return suite === undefined || reason === undefined ? undefined : `${suite}: ${reason}`
}
