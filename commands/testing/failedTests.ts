import { stripVTControlCharacters } from 'node:util'

/** A test, a suite, a file or a run that failed, and why. */
export interface FailedTest {
  /** Project of the tests and file, as far as they are known. */
  readonly project?: string
  readonly file?: string
  readonly name: string
  readonly errors: readonly { readonly name?: string; readonly message: string }[]
}

const mostErrorLines = 3
const mostColumns = 300

/** Returns the lines of the closing list: `failed: ` with what failed, and below it the first lines of its first error. */
export function describeFailed({ project, file, name, errors }: FailedTest): string[] {
  const place = [project === undefined || project === '' ? '' : `|${project}|`, file ?? '', name]
  const [error] = errors
  const message = error === undefined ? '' : `${error.name ?? 'Error'}: ${error.message}`
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
  return [
    `failed: ${oneLine(place.filter((part) => part !== '').join(' '))}`,
    ...lines.slice(0, mostErrorLines).map((line) => `    ${line.slice(0, mostColumns)}`),
  ]
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').slice(0, mostColumns)
