import { posix } from 'node:path'
import type { Node } from 'oxc-parser'
import type { Rule } from './rule.ts'
import type { Source } from './sourceTree.ts'
import { dottedName, lineAt } from './syntax.ts'

const plant = (path: string, text: string, reports: string) => ({ files: { [path]: text }, reports })

const mostLines = 80
const mostFiles = 20

/** Migrations only grow in number, and each is locked byte for byte. */
const isMigration = (path: string) => path.includes('/migrations/')

interface LongFunction {
  readonly name: string
  readonly start: number
  readonly lines: number
}

/** Returns whether the call groups tests: `describe`, `describe.each(…)`, `describe.skipIf(…)`, `describeInChromium` and such. */
function isDescribe(callee: Node): boolean {
  if (callee.type === 'CallExpression' || callee.type === 'TaggedTemplateExpression')
    return isDescribe(callee.type === 'CallExpression' ? callee.callee : callee.tag)
  return /^describe(InChromium)?(\.|$)/.test(dottedName(callee) ?? '')
}

const isFunction = (node: Node) =>
  node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'

/** Returns the name that the node gives to a function that stands in it. */
function nameGivenBy(node: Node): string | undefined {
  if (node.type === 'VariableDeclarator' || node.type === 'FunctionDeclaration')
    return node.id?.type === 'Identifier' ? node.id.name : undefined
  if (node.type === 'Property' || node.type === 'MethodDefinition' || node.type === 'PropertyDefinition')
    return node.key.type === 'Identifier' ? node.key.name : undefined
  return undefined
}

/** Returns the functions that are too long. Lines of a group of tests count neither for the group nor for what holds it. */
function longFunctions(source: Source): LongFunction[] {
  const found: LongFunction[] = []
  const linesOf = ({ start, end }: Node) => source.text.slice(start, end).split('\n').length

  /** Returns the lines of the groups of tests in the node. */
  const walk = (value: unknown, name: string, groups: ReadonlySet<unknown>): number => {
    if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + walk(item, name, groups), 0)
    if (typeof value !== 'object' || value === null || !('type' in value)) return 0
    const node = value as Node
    const own = nameGivenBy(node) ?? name
    const inside = node.type === 'CallExpression' && isDescribe(node.callee) ? new Set<unknown>(node.arguments) : groups
    const grouped = Object.values(node).reduce<number>(
      (sum, part) => sum + (typeof part === 'object' ? walk(part, own, inside) : 0),
      0,
    )
    if (!isFunction(node)) return grouped
    const lines = linesOf(node)
    if (groups.has(node)) return lines
    if (lines - grouped > mostLines) found.push({ name: own, start: node.start, lines: lines - grouped })
    return grouped
  }
  walk(source.parsed.program, 'a function without a name', new Set())
  return found
}

const shortFunctions: Rule = {
  name: 'no function has more than 80 lines',
  check: (tree) =>
    tree.sources
      .filter(({ path, text }) => !isMigration(path) && text.split('\n').length > mostLines)
      .flatMap((source) =>
        longFunctions(source).map(
          ({ name, start, lines }) =>
            `${source.path}:${lineAt(source, start)}: ${name} has ${lines} lines. Cut it by its state: each piece owns what it changes, and gets the rest as parameters.`,
        ),
      ),
  planted: [
    plant('relay/calls/calls.ts', `export function ring() {${'\n'.repeat(81)}}`, 'ring has 82 lines'),
    plant('src/main/core/link/line.ts', `export const dial = async () => {${'\n'.repeat(80)}}`, 'dial has 81 lines'),
    plant('tests/unit/a.test.ts', `it('does all', () => {${'\n'.repeat(90)}})`, 'without a name has 91 lines'),
    plant(
      'tests/contract/store/a.ts',
      `export function contract() {${'\n'.repeat(85)}describe('a', () => {${'\n'.repeat(10)}})}`,
      'contract has 85 lines',
    ),
  ],
  allowed: {
    'relay/calls/calls.ts': `export function ring() {${'\n'.repeat(79)}}`,
    'relay/store/migrations/0001-first.ts': `export function up() {${'\n'.repeat(200)}}`,
    'tests/unit/a.test.ts': `describe('a', () => {${'\n'.repeat(200)}})`,
    'tests/contract/store/a.ts': `export function contract() {\n describe.each([1])('a', () => {${'\n'.repeat(200)}})}`,
  },
}

const smallFolders: Rule = {
  name: 'no folder of sources has more than 20 files',
  check: (tree) => {
    const filesIn = Map.groupBy(
      tree.sources.map(({ path }) => path).filter((path) => !isMigration(path)),
      (path) => posix.dirname(path),
    )
    return [...filesIn.values()].flatMap(([first, ...more]) => {
      const count = more.length + 1
      if (count <= mostFiles) return []
      return [`${first}: its folder has ${count} files. Give what belongs together a folder of its own.`]
    })
  },
  planted: [
    {
      files: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`relay/sessions/part${n}.ts`, ''])),
      reports: 'its folder has 21 files',
    },
  ],
  allowed: {
    ...Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`relay/sessions/part${n}.ts`, ''])),
    ...Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`relay/store/migrations/00${n + 10}-a.ts`, ''])),
  },
}

export const sizeRules: readonly Rule[] = [shortFunctions, smallFolders]
