import type { Rule } from './rule.ts'
import { lineAt } from './syntax.ts'

const plant = (path: string, text: string, reports: string) => ({ files: { [path]: text }, reports })

/** Folders whose doc comments are clean. It grows until it is the whole house. */
const cleanFolders: readonly string[] = [
  'bench/',
  'build/',
  'commands/',
  'relay/accounts/',
  'relay/admin/',
  'relay/administration/',
  'relay/attachments/',
  'relay/calls/',
  'relay/cluster/',
  'relay/dialects/',
  'relay/engine/',
  'relay/events/',
  'relay/http/',
  'relay/invitations/',
  'relay/limits/',
  'relay/native/',
  'relay/notifications/',
  'relay/presence/',
  'relay/reference/',
  'relay/retention/',
  'relay/sessions/',
  'relay/store/',
  'simulation/',
  'src/client/',
  'src/main/core/',
  'src/main/hosts/',
  'src/main/storage/',
  'src/patient/',
  'src/preload/',
  'src/renderer/',
  'src/shared/',
  'tests/',
]

/** Migrations are locked byte for byte, comments included. */
const isMigration = (path: string) => path.includes('/migrations/')

/** Openings of a clause that is no sentence, and verbs of speech where the code returns, sends, allows or reports something. */
const poorOpening =
  /^(?:What|Whatever|Who|Whoever|Whose|Whom|Which|Where|Why|How|Answers|Lets|Tells|Gives|Says)(?![\p{L}\p{N}_'’])/u

/** Returns the text of a block comment without its stars. */
const wordsOf = (comment: string) => comment.replace(/^[\s*]+/, '')

const plainComments: Rule = {
  name: 'a doc comment begins with a verb or a noun',
  check: (tree) =>
    tree.sources
      .filter(({ path }) => cleanFolders.some((folder) => path.startsWith(folder)) && !isMigration(path))
      .flatMap((source) =>
        source.parsed.comments.flatMap(({ type, value, start }) => {
          if (type !== 'Block' || !value.startsWith('*')) return []
          const opening = poorOpening.exec(wordsOf(value))?.[0]
          if (opening === undefined) return []
          const place = `${source.path}:${lineAt(source, start)}`
          return [
            `${place}: a comment that begins with "${opening}". Begin with a verb (Returns, Throws, Sends) or the noun.`,
          ]
        }),
      ),
  planted: [
    plant(
      'relay/store/calls/callStore.ts',
      '/** What a call becomes. */\nexport type Change = 1',
      'begins with "What"',
    ),
    plant(
      'relay/sessions/access/principal.ts',
      '/**\n * Who makes a request.\n */\nexport type Principal = 1',
      'begins with "Who"',
    ),
    plant('src/shared/model/limits.ts', '/** Tells how many. */\nexport const most = 1', 'begins with "Tells"'),
    plant('src/renderer/ui/hue.ts', '/** Gives a colour. */\nexport const hue = () => 1', 'begins with "Gives"'),
    plant('commands/start.ts', '/** Lets one begin. */\nexport const begin = () => 1', 'begins with "Lets"'),
    plant(
      'tests/support/bridge.ts',
      '/** Answers a request. */\nexport const answer = () => 1',
      'begins with "Answers"',
    ),
  ],
  allowed: {
    'relay/store/calls/callStore.ts':
      '/** Returns what a call becomes. */\nexport const change = () => 1\n// What was lost is read again.',
    'src/shared/model/limits.ts': '/** Whether it is over. */\nexport type IsOver = boolean',
    'relay/store/migrations/0001-first.ts': '/** What is first. */\nexport const up = () => 1',
  },
}

export const commentRules: readonly Rule[] = [plainComments]
