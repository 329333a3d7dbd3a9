import type { FailedTest } from './failedTests.ts'

/** The browser's tests wait for a screen that is drawn; only they may be repeated (ADR 0067). */
const repeatableProject = 'browser'
const mostFiles = 4

/** Number of times that each file must pass, whole and alone, in a row. */
export const repeats = 3

/**
 * Returns the files that are to be repeated: those of the failed browser tests. None where anything else failed too, or where more
 * than four files did: then it is not the machine.
 */
export function filesToRepeat(failed: readonly FailedTest[]): string[] {
  const files = new Set<string>()
  for (const { project, file } of failed) {
    if (project !== repeatableProject || file === undefined) return []
    files.add(file)
  }
  return files.size > mostFiles ? [] : [...files]
}

export interface JudgedFailures {
  readonly failed: readonly FailedTest[]
  /** Failed once, and then passed each time. */
  readonly unstable: readonly FailedTest[]
}

/** Separates the failures whose file passed every one of its repeats. */
export function judgeRepeated(failed: readonly FailedTest[], passedFiles: ReadonlySet<string>): JudgedFailures {
  const isUnstable = ({ file }: FailedTest) => file !== undefined && passedFiles.has(file)
  return { failed: failed.filter((one) => !isUnstable(one)), unstable: failed.filter(isUnstable) }
}
