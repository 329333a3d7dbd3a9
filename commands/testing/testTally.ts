import type { Reporter, TestCase, TestModule } from 'vitest/node'
import type { FailedTest } from './failedTests.ts'

export interface TestTally {
  /** To be given to Vitest. */
  readonly reporter: Reporter
  /** Returns the result of the run. */
  readonly result: () => {
    readonly passed: number
    /** A file that could not be read, or an error outside of any test, counts as failed. */
    readonly failed: readonly FailedTest[]
    /**
     * Reasons why tests were skipped, each with how many: the note of `context.skip(note)`, or `(skipped: reason)` in the title
     * of the suite, or else the name of the test.
     */
    readonly notRun: ReadonlyMap<string, number>
  }
}

/** Counts the tests of a run, and keeps which failed and why some did not run. */
export function createTestTally(): TestTally {
  let passed = 0
  const failed: FailedTest[] = []
  const notRun = new Map<string, number>()
  return {
    reporter: {
      onTestCaseResult: (test) => {
        const result = test.result()
        if (result.state === 'passed') passed += 1
        else if (result.state === 'failed')
          failed.push({ ...placeOf(test.module), name: test.fullName, errors: result.errors })
        else if (result.state === 'skipped') {
          if (stoppedByFailure(test)) return
          const reason = result.note ?? reasonInTitle(test.fullName) ?? test.fullName
          notRun.set(reason, (notRun.get(reason) ?? 0) + 1)
        }
      },
      onTestSuiteResult: (suite) => {
        for (const error of suite.errors())
          failed.push({ ...placeOf(suite.module), name: suite.fullName, errors: [error] })
      },
      onTestRunEnd: (modules, errors) => {
        for (const module of modules)
          for (const error of module.errors())
            failed.push({ ...placeOf(module), name: 'the file as a whole', errors: [error] })
        for (const error of errors) failed.push({ name: 'outside of any test', errors: [error] })
      },
    },
    result: () => ({ passed, failed, notRun }),
  }
}

function placeOf(module: TestModule): { readonly project: string; readonly file: string } {
  return { project: module.project.name, file: module.relativeModuleId }
}

/** Its suite could not be prepared; the suite is what failed. */
function stoppedByFailure(test: TestCase): boolean {
  return test.parent.type === 'suite' && test.parent.errors().length > 0
}

function reasonInTitle(fullName: string): string | undefined {
  const [, suite, reason] = /^(.*?) \(skipped: ([^)]+)\)/.exec(fullName) ?? []
  return suite === undefined || reason === undefined ? undefined : `${suite}: ${reason}`
}
