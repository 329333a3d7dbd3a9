import { posix } from 'node:path'
import type { Rule } from './rule.ts'
import type { Source } from './sourceTree.ts'
import { eachNode, lineAt } from './syntax.ts'

const plant = (path: string, text: string, reports: string) => ({ files: { [path]: text }, reports })

/** Words and phrases that nobody searches for, and the field's word in their place. */
const fieldWords: Readonly<Record<string, string>> = {
  amend: 'edit or change',
  amends: 'edits or changes',
  amended: 'edited or changed',
  asker: 'principal',
  askers: 'principals',
  board: 'registry, list or state',
  boards: 'registries, lists or states',
  census: 'counts or gauges',
  deeds: 'actions',
  hear: 'subscribe, receive or listen',
  hears: 'subscribes, receives or listens',
  heed: 'handle',
  heeds: 'handles',
  hurry: 'flushNow',
  killable: 'restartable',
  lane: 'queue',
  lanes: 'queues',
  news: 'update, event or notification',
  pacer: 'scheduler',
  say: 'send, report or print',
  says: 'sends, reports or prints',
  stay: 'membership or occupancy',
  stays: 'memberships or occupancies',
  tell: 'notify, send, publish or report',
  tells: 'notifications, or sends',
  told: 'notified, sent or reported',
  trouble: 'fault or health',
  troubles: 'faults',
  unneeded: 'unreferenced',
  aloneAmongTabs: 'withTabLock',
  appendAtOnce: 'appendInOneStatement',
  changeLine: 'setTransport',
  comeForward: 'focus',
  countedByEachNode: 'perNodeLimits',
  dialectBook: 'dialectConnections',
  entrySequence: 'reorderBuffer',
  heldOrder: 'stableOrder',
  inTurn: 'serialize, or interleave',
  isOneOfSeveral: 'isSubRoom',
  keepPage: 'registerServiceWorker',
  knownSession: 'cachedSession',
  makeRoom: 'disconnectOlder',
  nodeHoldings: 'nodeSnapshot',
  nodeLink: 'clusterChannel',
  nodeRegister: 'nodeRegistry',
  noticeOf: 'systemMessageText',
  offerRelay: 'withDefaultRelay',
  openWay: 'openPool',
  participantPool: 'internParticipants',
  posesAsSystem: 'impersonatesSystem',
  readAgain: 'reread or resync',
  refuseUnreadPolls: 'limitPendingPolls',
  requireMaySpeak: 'requireCanPost',
  requireVoice: 'requireCanPost',
  secondLine: 'subtitle',
  seriousFaults: 'axeViolations',
  sessionScene: 'relayWithSession',
  shakeHands: 'authenticateHandshake',
  signalReadiness: 'announceAvailability',
  slimRequest: 'releaseRequest',
  soughtUser: 'readinessProbeUser',
  takesPlace: 'replacesOlder',
  textTreatment: 'textPolicy',
  treatText: 'sanitizeText',
  unreadMark: 'unreadDivider',
  withoutDepth: 'a name for what it returns',
  withoutEval: 'disableZodJit',
  withoutRest: 'immediate',
}

/** Names that keep such a word. */
const exceptions: readonly { readonly name: string; readonly because: string }[] = [
  { name: 'amended', because: 'the status of a decision record is called so' },
  { name: 'stay', because: 'nodes of the version before write and read the occupancy of a room by this field' },
  { name: 'tells', because: 'nodes of the version before write and read events of this name, and this field' },
  { name: 'toldAs', because: 'nodes of the version before write and read devices with this field' },
  { name: 'trouble', because: 'the locked contract between screen and core has a field of this name' },
  { name: 'troubleChanged', because: 'the locked contract between screen and core has an event of this name' },
]

/** Returns the words of a name: `readAgainSoon`, `read_again`, `READ_AGAIN` -> read again soon. */
const wordsOf = (name: string) =>
  name
    .split(/_|-|\.|(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())

const phrases = Object.entries(fieldWords).map(([name, instead]) => ({
  name,
  spoken: ` ${wordsOf(name).join(' ')} `,
  instead,
}))

/** Returns what is wrong with the name, or undefined. */
function judgeName(name: string): string | undefined {
  if (exceptions.some((exception) => exception.name === name)) return undefined
  const spoken = ` ${wordsOf(name).join(' ')} `
  const found = phrases.find((phrase) => spoken.includes(phrase.spoken))
  return found && `'${name}' has a word that nobody searches for. In place of '${found.name}' take: ${found.instead}.`
}

/** Returns each name of the source once, with where it stands first. */
function namesIn(source: Source): Map<string, number> {
  const names = new Map<string, number>()
  eachNode(source, (node) => {
    const name = node.type === 'Identifier' || node.type === 'JSXIdentifier' ? node.name : undefined
    if (name !== undefined && !names.has(name)) names.set(name, node.start)
  })
  return names
}

/** The table above names them. */
const isTable = (path: string) => path.startsWith('tests/architecture/rules/')

const searchableNames: Rule = {
  name: 'a name is made of words that the field has',
  check: (tree) => {
    const judged = new Map<string, string | undefined>()
    const judge = (name: string) => {
      if (!judged.has(name)) judged.set(name, judgeName(name))
      return judged.get(name)
    }
    return tree.sources
      .filter(({ path }) => !isTable(path))
      .flatMap((source) => {
        const file = judge(posix.basename(source.path).replace(/\..*$/, ''))
        const names = [...namesIn(source)].flatMap(([name, start]) => {
          const wrong = judge(name)
          return wrong === undefined ? [] : [`${source.path}:${lineAt(source, start)}: ${wrong}`]
        })
        return file === undefined ? names : [`${source.path}: ${file}`, ...names]
      })
  },
  planted: [
    plant('relay/dialects/serving/tellRooms.ts', '', "In place of 'tell' take: notify"),
    plant('relay/calls/calls.ts', 'export const callNews = 1', "In place of 'news' take: update"),
    plant('relay/calls/calls.ts', 'export interface Call { toldLastMs: number }', "In place of 'told'"),
    plant('src/patient/outbox/next.ts', 'export const next = (emptyLane: string) => emptyLane', "In place of 'lane'"),
    plant('src/renderer/state/a.ts', 'export const soon = () => readAgainLater()', 'reread or resync'),
    plant('src/renderer/ui/Board.tsx', 'export const a = <PresenceBoard />', "In place of 'board'"),
    plant('bench/a.ts', 'export const SAY_EVERY_MS = 1', "In place of 'say'"),
  ],
  allowed: {
    'src/renderer/ui/keyboard.ts': "export const clipboard = { essay: 'tell the news', newsletter: 1, foretold: 2 }",
    'src/main/core/trouble.ts': 'export const trouble = { troubleChanged: 1 }',
  },
}

export const wordRules: readonly Rule[] = [searchableNames]
