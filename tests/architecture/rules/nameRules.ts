import { posix } from 'node:path'
import type { Rule } from './rule.ts'
import type { SourceTree } from './sourceTree.ts'

const plant = (path: string, reports: string, text = '') => ({ files: { [path]: text }, reports })

const vagueWords = /^(utils?|helpers?|managers?|services?|commons?|misc)$/
const vagueNames = /^(types|constants|lib|functions)$/
const words = (name: string) => name.split(/(?=[A-Z])|[-_.]/).map((word) => word.toLowerCase())

const tellingNames: Rule = {
  name: 'a name tells the one thing inside',
  check: (tree) =>
    houseFiles(tree).flatMap((path) =>
      path
        .split('/')
        .filter((part) => {
          const name = part.replace(/\.\w+$/, '')
          return vagueNames.test(name) || words(name).some((word) => vagueWords.test(word))
        })
        .map((part) => `${path}: '${part}' does not tell what is inside. If no name can be found, the split is wrong.`),
    ),
  planted: [
    plant('relay/utils.ts', 'does not tell'),
    plant('src/main/core/sessionManager.ts', 'does not tell'),
    plant('src/renderer/common/Clock.tsx', 'does not tell'),
    plant('tests/support/testHelpers.ts', 'does not tell'),
    plant('relay/accounts/account-service.ts', 'does not tell'),
    plant('src/renderer/state/types.ts', 'does not tell'),
  ],
  allowed: { 'src/shared/model/entry.ts': '', 'commands/checkTypes.ts': '' },
}

const houseFiles = (tree: SourceTree) =>
  tree.paths.filter((path) => /^(src|relay|simulation|commands|tests|bench|build)\//.test(path) && /\.tsx?$/.test(path))

const forms: readonly { readonly of: RegExp; readonly name: RegExp; readonly form: string }[] = [
  {
    of: /^src\/main\/storage\/migrations\//,
    name: /^\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.sql$/,
    form: 'NNNN-intent.sql',
  },
  { of: /^relay\/store\/migrations\//, name: /^\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.ts$/, form: 'NNNN-intent.ts' },
  { of: /^docs\/decisions\//, name: /^\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.md$/, form: 'NNNN-slug.md' },
  {
    of: /^(src|relay)\/.*\.tsx$/,
    name: /^([A-Z][A-Za-z0-9]*|main)\.tsx$/,
    form: 'PascalCase.tsx (main.tsx for the root)',
  },
  { of: /^tests\/.*\.tsx$/, name: /^[A-Za-z][A-Za-z0-9]*(\.test)?\.tsx$/, form: 'Name.tsx or name.test.tsx' },
  {
    of: /\.ts$/,
    name: /^[a-z][A-Za-z0-9]*(\.d|(\.[a-z][A-Za-z0-9]*)?\.test)?\.ts$|^((vitest|vite|electron\.vite|knip)\.config|electron-builder)\.ts$/,
    form: 'camelCase.ts, after its main export',
  },
]

const fileForms: Rule = {
  name: 'file names have the form of their kind',
  check: (tree) =>
    tree.paths.flatMap((path) => {
      const form = forms.find((row) => row.of.test(path))
      if (!form || form.name.test(posix.basename(path))) return []
      return [`${path}: name it ${form.form}.`]
    }),
  planted: [
    plant('src/main/storage/migrations/2-outbox.sql', 'NNNN-intent.sql'),
    plant('relay/store/migrations/addUsers.ts', 'NNNN-intent.ts'),
    plant('docs/decisions/encrypted-sqlite.md', 'NNNN-slug.md'),
    plant('src/renderer/features/composer/composer.tsx', 'PascalCase.tsx'),
    plant('relay/sessions/append-entry.ts', 'camelCase.ts'),
    plant('relay/sessions/AppendEntry.ts', 'camelCase.ts'),
  ],
  allowed: {
    'src/main/storage/migrations/0001-sessions-entries.sql': '',
    'docs/decisions/0001-core-outside-electron.md': '',
    'src/renderer/main.tsx': '',
    'relay/store/migrations/0001-first-tables.ts': '',
    'tests/unit/model/entry.test.ts': '',
    'tests/contract/bridge/electron.test.ts': '',
  },
}

const oneNumberEach: Rule = {
  name: 'numbered files are numbered from 0001 without gaps',
  check: (tree) =>
    ['src/main/storage/migrations/', 'relay/store/migrations/', 'docs/decisions/'].flatMap((folder) =>
      tree.paths
        .filter((path) => path.startsWith(folder))
        .map((path, at) => ({ path, expected: String(at + 1).padStart(4, '0') }))
        .filter(({ path, expected }) => !posix.basename(path).startsWith(`${expected}-`))
        .map(({ path, expected }) => `${path}: ${expected} was expected here.`),
    ),
  planted: [
    { files: { 'docs/decisions/0001-a.md': '', 'docs/decisions/0003-b.md': '' }, reports: '0002 was expected' },
    { files: { 'docs/decisions/0001-a.md': '', 'docs/decisions/0001-b.md': '' }, reports: '0002 was expected' },
  ],
  allowed: { 'docs/decisions/0001-a.md': '', 'docs/decisions/0002-b.md': '' },
}

const testPlaces: Rule = {
  name: 'every test stands in a folder that a project runs',
  check: (tree) =>
    tree.paths
      .filter((path) => /\.(test|spec)\.tsx?$/.test(path))
      .filter((path) => !/^tests\/(unit|architecture|contract|integration|browser|electron)\/.*\.test\.ts$/.test(path))
      .map((path) => `${path}: no project runs it. Move it to the folder of tests/ that says where it runs.`),
  planted: [
    plant('relay/sessions/append.test.ts', 'no project runs it'),
    plant('tests/unit/a.spec.ts', 'no project runs it'),
  ],
  allowed: { 'tests/unit/model/entry.test.ts': '' },
}

export const nameRules: readonly Rule[] = [tellingNames, fileForms, oneNumberEach, testPlaces]
