import type { BindingPattern, Node } from 'oxc-parser'
import { type Edge, stands } from './edge.ts'
import type { Rule } from './rule.ts'
import type { Source } from './sourceTree.ts'
import { dottedName, judgeNodes, lineAt } from './syntax.ts'

const plant = (path: string, text: string, reports: string) => ({ files: { [path]: text }, reports })

const growing = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'Array', 'EventEmitter'])

/** Returns whether the value is an empty container: nothing but a place to keep what happens later. */
function isEmptyContainer(value: Node | null): boolean {
  if (!value) return false
  if (value.type === 'NewExpression') {
    const name = dottedName(value.callee)
    return name !== undefined && growing.has(name) && value.arguments.length === 0
  }
  return (
    (value.type === 'ArrayExpression' && value.elements.length === 0) ||
    (value.type === 'ObjectExpression' && value.properties.length === 0)
  )
}

/** `const x: readonly T[] = []`, `const x: ReadonlyMap<K, V> = new Map()`: a table without rows. */
function isReadonly(source: Source, declared: BindingPattern): boolean {
  const annotation = declared.type === 'Identifier' ? declared.typeAnnotation : undefined
  return annotation ? /^:\s*[Rr]eadonly/.test(source.text.slice(annotation.start, annotation.end)) : false
}

/** A program or a test: it exports nothing, runs once from top to bottom, and what it declares is its own. */
const isProgram = (source: Source) => source.parsed.module.staticExports.length === 0

const noModuleState: Rule = {
  name: 'no module keeps state',
  check: (tree) =>
    tree.sources.flatMap((source) =>
      source.parsed.program.body.flatMap((statement) => {
        const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
        if (declared?.type !== 'VariableDeclaration' || declared.declare) return []
        const stateful =
          declared.kind !== 'const' ||
          declared.declarations.some(({ id, init }) => isEmptyContainer(init) && !isReadonly(source, id))
        if (!stateful || isProgram(source)) return []
        const place = `${source.path}:${lineAt(source, declared.start)}`
        return [`${place}: state of a module. Keep it in a closure that a composition root builds.`]
      }),
    ),
  planted: [
    plant('relay/native/rooms.ts', 'let count = 0\nexport const add = () => ++count', 'state of a module'),
    plant('relay/native/rooms.ts', 'export const rooms = new Map<string, string>()', 'state of a module'),
    plant('src/renderer/state/open.ts', 'const open: string[] = []\nexport { open }', 'state of a module'),
    plant('src/main/core/cache.ts', 'export var cache = {}', 'state of a module'),
  ],
  allowed: {
    'relay/log.ts': "const fieldNames = new Set(['userId'])\nexport function count() { let n = 0; return () => ++n }",
    'src/shared/runtime.d.ts': 'declare let TextEncoder: unknown',
  },
}

const noClasses: Rule = {
  name: 'no class but kinds of Error',
  check: (tree) =>
    tree.sources
      .filter((source) => !source.path.startsWith('tests/'))
      .flatMap((source) =>
        judgeNodes(source, (node) => {
          if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return undefined
          if (source.path.endsWith('.d.ts') || node.declare) return undefined
          if (node.superClass && /Error$/.test(dottedName(node.superClass) ?? '')) return undefined
          return 'a class. Write a function that returns what it offers, with its state in the closure.'
        }),
      ),
  planted: [
    plant('relay/sessions/sessions.ts', 'export class Sessions {}', 'a class'),
    plant('src/main/core/outbox/outbox.ts', 'export const Outbox = class extends Map {}', 'a class'),
  ],
  allowed: { 'src/shared/model/failure.ts': 'export class FailureError extends Error {}' },
}

const noModuleMocks: Rule = {
  name: 'no test replaces a module',
  check: (tree) =>
    tree.sources.flatMap((source) =>
      judgeNodes(source, (node) => {
        if (node.type !== 'CallExpression') return undefined
        const name = dottedName(node.callee)
        return name && /^(vi|vitest|jest)\.(mock|doMock|hoisted)$/.test(name)
          ? `${name}: pass a small real implementation as a parameter instead.`
          : undefined
      }),
    ),
  planted: [plant('tests/unit/core/outbox/outbox.test.ts', "vi.mock('electron')", 'as a parameter instead')],
  allowed: { 'tests/unit/core/outbox/outbox.test.ts': 'const listener = vi.fn()' },
}

/** Casts past the type checker that have been weighed. */
const weighedCasts: readonly Edge[] = [
  {
    of: 'src/shared/ipc/bridge.ts',
    because: 'functions made from a list of names have the type that is mapped over the same list',
  },
  { of: 'src/renderer/features/tabs/sessionTabs.ts', because: 'the dock checks a saved layout itself, and throws' },
  { of: 'tests/support/console/electronIpc.ts', because: "a stand-in has the parts of Electron's types that are used" },
  { of: 'tests/unit/hosts/', because: "a stand-in has the parts of Electron's types that are used" },
]

/** Checks switched off for a line that have been weighed. */
const weighedSuppressions: readonly Edge[] = [
  { of: 'src/renderer/ui/EditInPlace.tsx', because: 'who asks to edit a text is taken to it' },
  { of: 'src/renderer/ui/ConfirmButton.tsx', because: 'a fieldset would bring its own box' },
  {
    of: 'src/renderer/features/conversation/ConversationList.tsx',
    because: 'what scrolls must be reachable by the keyboard',
  },
  {
    of: 'src/renderer/features/shortcuts/ShortcutSheet.tsx',
    because: 'what scrolls must be reachable by the keyboard',
  },
  {
    of: 'src/renderer/features/account/Banners.tsx',
    because: 'beside a folded list its words come out for who goes to it',
  },
  { of: 'src/renderer/features/tabs/TabArea.tsx', because: 'a layout is restored once, when the dock is there' },
  {
    of: 'tests/support/relay/http/startHttp.ts',
    because: 'what came over the wire has no type until a test has looked at it',
  },
]

const noBlindCasts: Rule = {
  name: 'no cast goes past the type checker',
  check: (tree) =>
    tree.sources
      .filter((source) => !stands(weighedCasts, source.path))
      .flatMap((source) =>
        judgeNodes(source, (node) => {
          if (node.type !== 'TSAsExpression' && node.type !== 'TSTypeAssertion') return undefined
          const blind = node.typeAnnotation.type === 'TSAnyKeyword' || node.typeAnnotation.type === 'TSNeverKeyword'
          const twice =
            node.expression.type === 'TSAsExpression' && node.expression.typeAnnotation.type === 'TSUnknownKeyword'
          return blind || twice
            ? 'a cast past the type checker. Parse with a schema where the bytes enter, or narrow with a predicate.'
            : undefined
        }),
      ),
  planted: [
    plant('relay/http/answers.ts', 'export const body = request as any', 'past the type checker'),
    plant('relay/http/answers.ts', 'export const body = request as unknown as string', 'past the type checker'),
    plant('tests/unit/core/outbox/outbox.test.ts', 'const parts = {} as unknown as Parts', 'past the type checker'),
    plant('src/renderer/state/fold.ts', 'fold(event as never)', 'past the type checker'),
  ],
  allowed: { 'relay/http/answers.ts': "export const modes = ['a'] as const" },
}

const noSuppression: Rule = {
  name: 'no check is switched off and nothing is left for later',
  check: (tree) =>
    tree.sources.flatMap((source) => [
      ...source.parsed.comments
        .filter(() => !stands(weighedSuppressions, source.path))
        .filter(({ value }) =>
          /@ts-(ignore|expect-error|nocheck)|(biome|eslint|oxlint)-(ignore|disable)|\b(TODO|FIXME|XXX|HACK)\b/.test(
            value,
          ),
        )
        .map(
          (comment) => `${source.path}:${lineAt(source, comment.start)}: mend the cause, or finish the work, instead.`,
        ),
      ...judgeNodes(source, (node) => {
        const name = node.type === 'CallExpression' ? dottedName(node.callee) : undefined
        return name && /^(it|test|describe)\.(only|todo|skip|fails)$/.test(name)
          ? `${name}: a test runs, or says by context.skip(reason) what this machine lacks.`
          : undefined
      }),
    ]),
  planted: [
    plant('relay/a.ts', '// @ts-expect-error\nexport const a: string = 1', 'mend the cause'),
    plant('relay/a.ts', '// biome-ignore lint/style/x: y\nexport const a = 1', 'mend the cause'),
    plant('relay/a.ts', '/* TODO */ export const a = 1', 'mend the cause'),
    plant('tests/unit/a.test.ts', "it.only('works', () => {})", 'a test runs'),
    plant('tests/unit/a.test.ts', "describe.skip('works', () => {})", 'a test runs'),
  ],
  allowed: { 'tests/unit/a.test.ts': "it('keeps a TODO of the patient', () => {})" },
}

const mostLines = 400

/** Files that are longer because they are one thing that cannot be cut, with the reason. */
const longFiles: readonly Edge[] = []

const shortFiles: Rule = {
  name: `no file is longer than ${mostLines} lines`,
  check: (tree) =>
    tree.sources
      .filter((source) => !stands(longFiles, source.path))
      .map((source) => ({ path: source.path, lines: source.text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > mostLines)
      .map(({ path, lines }) => `${path} has ${lines} lines: find the second thing in it, and its name.`),
  planted: [plant('relay/native/serve.ts', '// line\n'.repeat(mostLines + 1), 'find the second thing')],
  allowed: { 'relay/native/serve.ts': '// line\n'.repeat(mostLines) },
}

const quietModules: Rule = {
  name: 'only programs of the command line write to the console',
  check: (tree) =>
    tree.sources
      .filter(
        ({ path }) =>
          !['commands/', 'simulation/', 'bench/', 'tests/faults/', 'tests/hostile/'].some((folder) =>
            path.startsWith(folder),
          ) && !['relay/index.ts', 'src/main/hosts/browser/index.ts'].includes(path),
      )
      .flatMap((source) =>
        judgeNodes(source, (node) =>
          node.type === 'MemberExpression' &&
          /^console\.(log|info|warn|error|debug|trace|table|dir)$/.test(dottedName(node) ?? '')
            ? 'console: take a Log as a parameter, and give it a fixed message and ids.'
            : undefined,
        ),
      ),
  planted: [plant('relay/native/serve.ts', "console.log('connected')", 'take a Log')],
  allowed: { 'commands/start.ts': "console.log('console ready')" },
}

export const formRules: readonly Rule[] = [
  noModuleState,
  noClasses,
  noModuleMocks,
  noBlindCasts,
  noSuppression,
  shortFiles,
  quietModules,
]

/** Every exception that these rules make. */
export const formExceptions: readonly Edge[] = [...weighedCasts, ...weighedSuppressions, ...longFiles]
