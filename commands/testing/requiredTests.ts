/** Number of tests that did not run for each reason. */
export type NotRun = ReadonlyMap<string, number>

/** Reads `TEST_REQUIRES`: words with commas between them, such as `PostgreSQL,Redis`. */
export function readRequired(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

/** Separates the reasons that may not be here, since they name something that is required, from those that may. */
export function judgeNotRun(notRun: NotRun, required: readonly string[]): { refused: NotRun; allowed: NotRun } {
  const names = required.map((word) => word.toLowerCase())
  const isRefused = ([reason]: readonly [string, number]) => names.some((name) => reason.toLowerCase().includes(name))
  const all = [...notRun]
  return { refused: new Map(all.filter(isRefused)), allowed: new Map(all.filter((one) => !isRefused(one))) }
}
