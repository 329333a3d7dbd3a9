import type { Node } from 'oxc-parser'
import type { Rule } from './rule.ts'
import type { SourceTree } from './sourceTree.ts'
import { judgeNodes } from './syntax.ts'

const plant = (path: string, text: string, reports: string) => ({ files: { [path]: text }, reports })

/** Folders of relay/dialects that are of no single dialect. */
const sharedByDialects = ['table', 'serving', 'rooms']
/** The list of the dialects. */
const list = 'relay/dialects/dialects.ts'
/** A dialect that has a word of the house for its name: only an import tells that it is meant. */
const wordsOfTheHouse = ['sessions']

/** Returns the dialect in whose folder a file lies. */
function dialectOf(path: string): string | undefined {
  const [, name] = /^relay\/dialects\/([^/]+)\//.exec(path) ?? []
  return name === undefined || sharedByDialects.includes(name) ? undefined : name
}

const dialectsApart: Rule = {
  name: 'a dialect imports the form of its table, and no other part of relay/dialects',
  check: (tree) =>
    tree.sources.flatMap(({ path, imports }) => {
      const own = dialectOf(path)
      if (own === undefined) return []
      return imports.flatMap(({ specifier, target = '' }) => {
        const isKnown = dialectOf(target) === own || target.startsWith('relay/dialects/table/')
        if (isKnown || !target.startsWith('relay/dialects/')) return []
        return [
          `${path} imports '${specifier}': a dialect stands alone. Move what two of them need to relay/dialects/table.`,
        ]
      })
    }),
  planted: [
    plant('relay/dialects/faxes/faxes.ts', "import { roleWord } from '../chats/chats.ts'", 'stands alone'),
    plant('relay/dialects/chats/chats.ts', "import { createRooms } from '../rooms/rooms.ts'", 'stands alone'),
    plant('relay/dialects/chats/chats.ts', "import type { DialectName } from '../dialects.ts'", 'stands alone'),
  ],
  allowed: {
    'relay/dialects/chats/chats.ts': "import { up } from '../table/dialect.ts'\nimport { frame } from './frame.ts'",
    [list]: "import { chats } from './chats/chats.ts'",
  },
}

/** Returns what a node says by name: an identifier or a text. */
function wordOf(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined
}

function namesOf(tree: SourceTree): string[] {
  const names = new Set(tree.paths.flatMap((path) => dialectOf(path) ?? []))
  return [...names].filter((name) => !wordsOfTheHouse.includes(name))
}

const dialectsUnnamed: Rule = {
  name: 'no file but its own folder and the list names a dialect',
  check: (tree) => {
    const names = namesOf(tree)
    const judged = tree.sources.filter(({ path }) => path !== list && !path.startsWith('tests/'))
    const instead = `Make it a field of the tables in relay/dialects/table/dialect.ts, and ask ${list} for them.`
    return judged.flatMap((source) => {
      const own = dialectOf(source.path)
      const others = names.filter((name) => name !== own)
      const isNamed = (word: string) => others.find((name) => word === name || new RegExp(`^${name}[A-Z]`).test(word))
      const imports = source.imports.flatMap(({ specifier, target = '' }) => {
        const other = dialectOf(target)
        return other === undefined || other === own ? [] : [`${source.path} imports '${specifier}'. ${instead}`]
      })
      // Elsewhere these may be other things: the simulation replays recorded consultations.
      if (!source.path.startsWith('relay/')) return imports
      const words = judgeNodes(source, (node) => {
        const named = isNamed(wordOf(node) ?? '')
        return named === undefined ? undefined : `names the dialect ${named}. ${instead}`
      })
      return [...imports, ...words]
    })
  },
  planted: [
    {
      files: {
        'relay/dialects/serving/welcome.ts': "import { chatsFrame } from '../chats/frames.ts'",
        'relay/dialects/chats/frames.ts': '',
      },
      reports: "imports '../chats/frames.ts'",
    },
    {
      files: {
        'relay/reference/describe.ts': "export const address = (name: string) => (name === 'faxes' ? '/fax' : '/')",
        'relay/dialects/faxes/faxes.ts': '',
      },
      reports: 'names the dialect faxes',
    },
    {
      files: {
        'relay/census.ts': 'export const count = (faxesRooms: string[]) => faxesRooms.length',
        'relay/dialects/faxes/faxes.ts': '',
      },
      reports: 'names the dialect faxes',
    },
    {
      files: {
        'relay/http/routes/sessionRoutes.ts': "import { socketRoutes } from '../../dialects/sessions/socketRoutes.ts'",
        'relay/dialects/sessions/socketRoutes.ts': '',
      },
      reports: "imports '../../dialects/sessions/socketRoutes.ts'",
    },
  ],
  allowed: {
    'relay/dialects/faxes/faxes.ts':
      "import { faxPage } from './faxPage.ts'\nexport const faxes = { name: 'faxes', faxPage }",
    'relay/dialects/faxes/faxPage.ts': "export const faxPage = 'fax'",
    'relay/sessions/list.ts': "export const sessions = ['sessions']",
    'tests/integration/faxes.test.ts': "import { faxes } from '../../relay/dialects/faxes/faxes.ts'",
    [list]: "import { faxes } from './faxes/faxes.ts'\nexport const dialects = { faxes }",
  },
}

export const dialectRules: readonly Rule[] = [dialectsApart, dialectsUnnamed]
