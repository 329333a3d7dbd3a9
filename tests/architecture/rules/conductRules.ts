import type { Node } from 'oxc-parser'
import { loggedFields } from '../../../relay/log.ts'
import { type Edge, stands } from './edge.ts'
import type { Rule } from './rule.ts'
import { dottedName, judgeNodes } from './syntax.ts'

const plant = (path: string, text: string, reports: string) => ({ files: { [path]: text }, reports })

/** Use cases: code that can run under a scheduler that owns time, randomness and timers. */
const useCases = [
  'src/main/core/',
  'src/main/storage/',
  'relay/sessions/',
  'relay/engine/',
  'relay/native/',
  'relay/accounts/',
  'relay/presence/',
  'relay/cluster/',
  'relay/calls/',
  'relay/notifications/',
  'relay/attachments/',
  'relay/retention/',
  'relay/administration/',
  'relay/limits/',
  'relay/dialects/',
  'relay/store/',
]
/** Files that wrap the world, to be handed in as a parameter. */
const wrappers: readonly Edge[] = [
  { of: 'src/main/core/runtime/random.ts', because: 'the real randomness, which composition roots hand in' },
  { of: 'src/main/core/runtime/oncePerTurn.ts', because: 'the end of the turn of the event loop, which is no time' },
  {
    of: 'relay/store/database/openSqliteStore.ts',
    because:
      'how long another program may hold the lock of the file, which is of the machine whatever clock the sessions go by',
  },
  {
    of: 'relay/store/retention/scrubSqliteProgram.ts',
    because: 'a program of its own, which waits for its turn at the file',
  },
  { of: 'relay/sessions/sync/pause.ts', because: 'the next turn of the event loop, which is no time' },
]

const worldly = new Set([
  'Date.now',
  'performance.now',
  'process.hrtime',
  'Math.random',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'crypto.randomUUID',
  'crypto.getRandomValues',
])
/** Imports that give time or randomness by name: from our own wrappers, from node:crypto, from uuid. */
const worldlyImports =
  /^(systemClock|systemRandom|randomUUID|randomBytes|randomInt|randomFillSync|getRandomValues|v[147])$/

const worldAsParameter: Rule = {
  name: 'time, timers, randomness and the environment are parameters of the use cases',
  check: (tree) =>
    tree.sources
      .filter(({ path }) => useCases.some((folder) => path.startsWith(folder)) && !stands(wrappers, path))
      .flatMap((source) => [
        ...judgeNodes(source, (node) => {
          if (node.type === 'NewExpression' && dottedName(node.callee) === 'Date' && node.arguments.length === 0) {
            return 'new Date(): take a Clock as a parameter.'
          }
          if (node.type === 'MemberExpression' && dottedName(node) === 'process.env') {
            return 'process.env: the composition root reads the environment.'
          }
          if (node.type !== 'CallExpression') return undefined
          const name = dottedName(node.callee)
          return name !== undefined && worldly.has(name)
            ? `${name}: take a Clock, or a source of randomness, as a parameter.`
            : undefined
        }),
        ...source.parsed.module.staticImports.flatMap((statement) =>
          statement.entries
            .filter((entry) => !entry.isType && worldlyImports.test(entry.importName.name ?? ''))
            .map(
              (entry) =>
                `${source.path}: ${entry.importName.name} is the composition root's to hand in as a parameter.`,
            ),
        ),
      ]),
  planted: [
    plant('relay/sessions/append.ts', 'export const at = () => Date.now()', 'take a Clock'),
    plant('src/main/core/outbox/outbox.ts', 'export const at = () => new Date()', 'take a Clock'),
    plant('src/main/core/outbox/outbox.ts', 'setTimeout(() => retry(), 10)', 'take a Clock'),
    plant('relay/native/typing.ts', 'export const jitter = () => Math.random()', 'source of randomness'),
    plant('relay/accounts/tokens.ts', "import { randomBytes } from 'node:crypto'", 'to hand in'),
    plant('src/main/core/outbox/outbox.ts', "import { v7 } from 'uuid'", 'to hand in'),
    plant('relay/native/serve.ts', 'export const port = process.env.PORT', 'composition root'),
    plant(
      'relay/native/serve.ts',
      "import { systemClock } from '../../../src/shared/model/timing/clock.ts'",
      'to hand in',
    ),
  ],
  allowed: {
    'src/main/core/runtime/random.ts': 'export const fraction = () => Math.random()',
    'relay/index.ts': 'export const now = () => Date.now() + Number(process.env.SKEW)',
    'relay/sessions/append.ts': 'export const append = (clock: Clock) => new Date(clock.now())',
  },
}

const isProduct = (path: string) => path.startsWith('src/') || path.startsWith('relay/')

/** Files where bytes enter, and are validated. */
const entrances: readonly Edge[] = [
  { of: 'src/shared/ipc/dispatch.ts', because: 'what the renderer sends' },
  { of: 'src/client/openSocket.ts', because: 'events from the relay' },
  { of: 'src/client/pendingRequests.ts', because: 'acknowledgements of the relay' },
  { of: 'src/main/core/link/restRequests.ts', because: 'what the relay answers over HTTP' },
  { of: 'src/main/core/account/profile.ts', because: 'the profile file' },
  { of: 'src/main/core/link/tokens.ts', because: 'a setting in a row that an older version may have written' },
  {
    of: 'src/main/core/outbox/requireSendable.ts',
    because: 'the text of a message: its rule is the schema of the wire, which ipc does not know',
  },
  { of: 'src/shared/model/record/verifyRecord.ts', because: 'the file of a record, from anywhere' },
  { of: 'src/main/storage/', because: 'JSON and text in rows that an older version may have written' },
  { of: 'src/main/hosts/', because: 'sockets, key files, environment' },
  { of: 'src/preload/', because: 'arguments of the process' },
  { of: 'src/renderer/bridge/', because: 'frames and attributes of the host' },
  { of: 'src/renderer/features/tabs/', because: 'names of tabs, which a saved layout and the dock know as plain text' },
  { of: 'src/renderer/state/consoleStore.ts', because: 'a new id gets its brand from its schema' },
  { of: 'relay/openNode.ts', because: 'a new id gets its brand from its schema' },
  { of: 'relay/createRelay.ts', because: 'a new id gets its brand from its schema' },
  { of: 'relay/sessions/access/relayItself.ts', because: 'a fixed id gets its brand from its schema' },
  { of: 'relay/sessions/messages/logLinkOpened.ts', because: 'the id of a link becomes that of an entry' },
  { of: 'relay/environment.ts', because: 'the environment' },
  { of: 'relay/accounts/tokenVerifier.ts', because: 'claims of a token' },
  { of: 'relay/accounts/readClaims.ts', because: 'the subject and the roles in a token' },
  { of: 'relay/limits/networkOf.ts', because: 'addresses of peers, and of headers' },
  { of: 'relay/engine/', because: 'sockets' },
  { of: 'relay/native/', because: 'sockets' },
  { of: 'relay/dialects/table/dialect.ts', because: 'payloads of events that clients of the five systems send' },
  {
    of: 'relay/dialects/serving/connections/dialectHandshake.ts',
    because: 'what a client of the five systems connects with',
  },
  {
    of: 'relay/dialects/table/fields.ts',
    because: 'fields of the five documents: ids are free texts there, and none of ours may be in one',
  },
  {
    of: 'relay/dialects/healthPlatform/healthFields.ts',
    because: 'fields of one document: ids of calls and topics are free texts there',
  },
  {
    of: 'relay/admin/index.ts',
    because: 'a new id gets its brand from its schema, and so does the principal of the command line',
  },
  { of: 'relay/admin/openAdministration.ts', because: 'a new id gets its brand from its schema' },
  { of: 'relay/admin/readArguments.ts', because: 'arguments of the process' },
  { of: 'relay/admin/remoteAdministration.ts', because: 'what the relay answers over HTTP' },
  { of: 'relay/admin/runClinicCommand.ts', because: 'the file of rules that are to be set' },
  { of: 'relay/admin/runFileCommand.ts', because: 'the file of an export that is to be verified' },
  { of: 'relay/attachments/attachmentFiles.ts', because: 'names of files become ids again' },
  { of: 'relay/invitations/invitationTokens.ts', because: 'claims of a token' },
  { of: 'src/patient/link/findInvitation.ts', because: 'the answer to the exchange of an invitation' },
  { of: 'src/patient/openPage.ts', because: 'what the page was given by its document, and ids that it makes' },
  { of: 'src/patient/store/parsedOrNone.ts', because: 'rows of the browser' },
  { of: 'src/patient/link/pageToken.ts', because: 'answers of the relay over HTTP' },
  { of: 'src/patient/files/uploader.ts', because: 'answers of the relay over HTTP' },
  { of: 'relay/cluster/', because: 'what other nodes have told, and Redis kept' },
  { of: 'relay/http/', because: 'HTTP' },
  { of: 'relay/store/', because: 'JSON and text in rows that an older version may have written' },
]

/** Files where what was thrown becomes an acknowledgement, a refusal or a line of the log. */
const catchers: readonly Edge[] = [
  { of: 'src/shared/ipc/dispatch.ts', because: 'a command becomes a Result here' },
  { of: 'src/main/index.ts', because: 'a console that cannot start says so in one line' },
  { of: 'src/main/hosts/', because: 'files, sockets and windows of the machine fail in their own ways' },
  { of: 'src/main/storage/openDatabase.ts', because: "the driver's errors become FailureErrors" },
  { of: 'src/main/storage/openStorage.ts', because: "the driver's errors become FailureErrors" },
  { of: 'src/client/attempts.ts', because: 'a token that cannot be had becomes a failed attempt' },
  { of: 'src/main/core/link/restRequests.ts', because: 'a refused connection becomes a FailureError' },
  { of: 'src/main/core/link/restTransport.ts', because: 'a token that cannot be had becomes a refused request' },
  { of: 'src/main/core/account/profile.ts', because: 'the profile file may not be there yet' },
  { of: 'src/main/core/account/accountFiles.ts', because: 'a database whose key is lost is set aside' },
  { of: 'src/main/core/account/account.ts', because: 'a database that cannot be opened becomes a signed-out account' },
  { of: 'src/main/core/account/signIn.ts', because: 'a file that cannot be written to is closed before that is told' },
  { of: 'src/main/core/runtime/background.ts', because: 'what background work throws becomes a line of the log' },
  { of: 'src/main/core/link/tokens.ts', because: 'the renewal loop tries again' },
  { of: 'src/main/core/runtime/storageHealth.ts', because: 'a full disk becomes what the person is told' },
  { of: 'src/main/core/runtime/feed.ts', because: 'a subscriber that fails must not stop the core' },
  { of: 'src/preload/', because: 'a broken channel becomes a Result' },
  { of: 'src/renderer/features/tabs/sessionTabs.ts', because: 'a layout that the dock cannot read is let go' },
  { of: 'src/renderer/bridge/', because: 'a lost host becomes a Result' },
  { of: 'relay/index.ts', because: 'a relay that cannot start says so in one line' },
  { of: 'relay/attachments/attachmentFiles.ts', because: "the disk's errors become FailureErrors" },
  { of: 'relay/attachments/beginUpload.ts', because: 'an upload over the limit is gone before that is told' },
  { of: 'relay/attachments/clamdScanner.ts', because: "the scanner's silence becomes a FailureError" },
  { of: 'relay/openNode.ts', because: 'a node that cannot listen closes what it opened' },
  { of: 'relay/createNodeHttp.ts', because: 'a port that cannot be had becomes a FailureError' },
  { of: 'relay/events/eventBus.ts', because: 'a subscriber that fails must not stop the others, nor who publishes' },
  { of: 'relay/engine/', because: 'a request becomes an acknowledgement here' },
  { of: 'relay/native/', because: 'a request becomes an acknowledgement here' },
  { of: 'relay/dialects/serving/connections/serveEvent.ts', because: 'an event becomes an acknowledgement here' },
  {
    of: 'relay/dialects/serving/connections/createDialectServer.ts',
    because: 'a connection that cannot be served is ended',
  },
  {
    of: 'relay/dialects/singleChat/singleChat.ts',
    because: 'a handshake for a chat that is refused becomes the event error',
  },
  {
    of: 'relay/dialects/serving/actions/sendMessage.ts',
    because: 'an attachment that is not there is told from a session that is not',
  },
  { of: 'relay/dialects/consultations/consultations.ts', because: "a refusal becomes the document's own words" },
  { of: 'relay/dialects/healthPlatform/healthRooms.ts', because: "a refusal becomes the document's own words" },
  { of: 'relay/dialects/sessions/opaqueContent.ts', because: 'a text may only look like a payload that was kept' },
  { of: 'relay/admin/index.ts', because: 'a command that fails says so in one line' },
  { of: 'relay/admin/runClinicCommand.ts', because: 'a file that is no JSON is told of by an exception' },
  { of: 'relay/admin/readArguments.ts', because: "the language's parser tells of wrong arguments by an exception" },
  { of: 'relay/admin/remoteAdministration.ts', because: 'a refused connection becomes a FailureError' },
  { of: 'relay/cluster/', because: 'Redis that is away is no error: the reading is taken up again' },
  { of: 'relay/http/', because: 'a request becomes an answer here' },
  { of: 'relay/invitations/invitationTokens.ts', because: 'a token that does not verify becomes a refusal' },
  { of: 'src/patient/link/findInvitation.ts', because: 'a relay that does not answer becomes what the person is told' },
  { of: 'src/patient/outbox/fileUploads.ts', because: 'a message that was not sent waits and is tried again' },
  { of: 'src/patient/link/pageToken.ts', because: 'a renewal that fails becomes a state of the page' },
  { of: 'src/patient/screen/composer/pageComposer.ts', because: 'what the browser cannot store is told to the person' },
  { of: 'src/patient/worker/worker.ts', because: 'a network that fails is answered from the cache' },
  { of: 'relay/store/', because: "the driver's errors become FailureErrors" },
  { of: 'relay/accounts/tokenVerifier.ts', because: "the library's errors become a refusal" },
  { of: 'src/shared/model/files/pictureSize.ts', because: 'the language tells the end of bytes by an exception' },
  {
    of: 'relay/sessions/lifecycle/removeFromSessions.ts',
    because: 'a session that somebody has left by now is passed over',
  },
  { of: 'src/shared/model/timing/officeHours.ts', because: 'the language tells an unknown time zone by an exception' },
  {
    of: 'relay/sessions/answerRepeat.ts',
    because: 'a request that is refused may have been stored by its first attempt, and then has its answer',
  },
  { of: 'relay/sessions/messages/groupCommit.ts', because: 'one failed commit is told to each of its requests' },
  { of: 'relay/sessions/lifecycle/learnName.ts', because: 'whoever connects or writes has not asked for it' },
  {
    of: 'relay/sessions/lifecycle/reportAttempts.ts',
    because: 'a refusal is reported to others as well, and rises on',
  },
  { of: 'relay/sessions/lifecycle/expireSessions.ts', because: 'a timer has nobody to answer' },
  { of: 'relay/sessions/availability/announceAvailability.ts', because: 'a timer has nobody to answer' },
]

const notSchemas = new Set(['JSON', 'Date', 'path', 'URL', 'posix', 'querystring'])

function isValidation(node: Node): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false
  const { property, object } = node.callee
  if (property.type !== 'Identifier' || !/^(parse|safeParse|parseAsync|safeParseAsync)$/.test(property.name))
    return false
  return !notSchemas.has(dottedName(object) ?? '')
}

const validateAtEdges: Rule = {
  name: 'bytes are validated where they enter, and nowhere else',
  check: (tree) =>
    tree.sources
      .filter(({ path }) => isProduct(path) && !stands(entrances, path))
      .flatMap((source) =>
        judgeNodes(source, (node) =>
          isValidation(node)
            ? 'validation inside the house. Let the edge parse and pass the typed value on, or name this edge in tests/architecture/rules/conductRules.ts.'
            : undefined,
        ),
      ),
  planted: [
    plant('relay/sessions/append.ts', 'const body = messageSendSchema.parse(input)', 'Let the edge parse'),
    plant('src/main/core/log/catchUp.ts', 'const row = schema.safeParse(input)', 'Let the edge parse'),
  ],
  allowed: { 'relay/sessions/append.ts': 'const at = Date.parse(text)' },
}

const catchAtEdges: Rule = {
  name: 'what is thrown is caught at the edges only',
  check: (tree) =>
    tree.sources
      .filter(({ path }) => isProduct(path) && !stands(catchers, path))
      .flatMap((source) =>
        judgeNodes(source, (node) => {
          const caught =
            (node.type === 'TryStatement' && node.handler !== null) ||
            (node.type === 'CallExpression' &&
              node.callee.type === 'MemberExpression' &&
              node.callee.property.type === 'Identifier' &&
              node.callee.property.name === 'catch' &&
              node.arguments[0]?.type === 'ArrowFunctionExpression')
          return caught
            ? 'a catch inside the house. Let it rise to the edge that answers, or name this edge in tests/architecture/rules/conductRules.ts.'
            : undefined
        }),
      ),
  planted: [
    plant('relay/sessions/append.ts', 'try { append() } catch { retry() }', 'Let it rise'),
    plant('src/main/core/sessions.ts', 'void load().catch(() => undefined)', 'Let it rise'),
  ],
  allowed: { 'relay/sessions/append.ts': 'try { append() } finally { release() }' },
}

const levels = new Set(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
const contentFields = new Set([
  'text',
  'body',
  'name',
  'token',
  'refreshToken',
  'password',
  'email',
  'fileName',
  'file',
  'draft',
  'preview',
  'message',
  'mrn',
  'patient',
])

/** Fields that the relay's log writes; it drops all others. */
const relayFields: ReadonlySet<string> = new Set([...loggedFields, 'error'])

/** Returns what a call to a log gets wrong, or undefined. */
function logFault(node: Node, isOfRelay: boolean): string | undefined {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return undefined
  const { property, object } = node.callee
  if (property.type !== 'Identifier' || !levels.has(property.name)) return undefined
  if (!/(^|\.)(\w*[lL]og(ger)?)$/.test(dottedName(object) ?? '')) return undefined
  const [first, second] = node.arguments
  const message = second ?? first
  if (message?.type !== 'Literal' || typeof message.value !== 'string') {
    return 'a log message that is not fixed. Give a literal, and put ids and counts into fields.'
  }
  if (second === undefined || first === undefined) return undefined
  if (first.type !== 'ObjectExpression') return undefined
  for (const field of first.properties) {
    const key = field.type === 'Property' && field.key.type === 'Identifier' ? field.key.name : undefined
    if (key !== undefined && contentFields.has(key))
      return `the log field '${key}' can hold what a person wrote. Log an id.`
    if (key !== undefined && isOfRelay && !relayFields.has(key))
      return `the log field '${key}' is left out of every line. Name it in relay/log.ts, or use one that is there.`
  }
  return undefined
}

const fixedLogs: Rule = {
  name: 'a log line is a fixed message with ids',
  check: (tree) =>
    tree.sources
      .filter(({ path }) => isProduct(path))
      .flatMap((source) => judgeNodes(source, (node) => logFault(node, source.path.startsWith('relay/')))),
  planted: [
    // biome would take these placeholders for a mistake if they were not the point.
    plant('relay/native/serve.ts', 'log.info({ userId }, `connected ' + '$' + '{userId}`)', 'not fixed'),
    plant('src/main/core/outbox/outbox.ts', "parts.log.warn({ id }, 'refused ' + reason)", 'not fixed'),
    plant('src/main/core/outbox/outbox.ts', 'log.error({}, failure.message)', 'not fixed'),
    plant('src/main/core/outbox/outbox.ts', "log.info({ text }, 'queued')", "field 'text'"),
    plant('relay/native/serve.ts', "log.warn({ bound: 3 }, 'ended')", "field 'bound' is left out"),
    plant('relay/http/routes/authRoutes.ts', "request.log.info({ email: body.email }, 'signed in')", "field 'email'"),
  ],
  allowed: { 'relay/native/serve.ts': "log.info({ userId, durationMs: 3 }, 'connected')" },
}

export const conductRules: readonly Rule[] = [worldAsParameter, validateAtEdges, catchAtEdges, fixedLogs]

/** Every exception that these rules make. */
export const conductExceptions: readonly Edge[] = [...wrappers, ...entrances, ...catchers]
