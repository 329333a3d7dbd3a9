import { defineConfig } from 'vitest/config'

/** Starting three nodes takes its time on a machine that is busy. */
const hookTimeout = 60_000

/**
 * The files of a worker share what they import: to load the relay anew for each took a third of the time. Nothing of it is kept in
 * a module, which tests/architecture sees to.
 */
const isolate = false

/** What a test waits for comes when the machine gets to it. */
const expect = { poll: { timeout: 20_000 } }

/** The same where it is drawn as well, and hooks that sign in at a console. */
const drawn = { testTimeout: 180_000, hookTimeout: 180_000, expect: { poll: { timeout: 60_000 } } }

interface ProjectOptions {
  readonly testTimeout?: number
  readonly hookTimeout?: number
  readonly expect?: typeof expect
  readonly sequence?: { readonly groupOrder: number }
}

/** A project for each folder of tests: the folder says where its tests run and what they may need. */
const project = (name: string, options: ProjectOptions = {}) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    environment: 'node' as const,
    hookTimeout,
    isolate,
    expect,
    ...options,
  },
})

/** What of the integration tests is not repeated on several nodes, and why. */
const notOnSeveralNodes = {
  'cluster/redisFaults': 'is about three nodes already',
  'cluster/postgresFaults': 'is about three nodes already',
  'http/nginx': 'is about three nodes already',
  'badInput/advisories': 'attacks the program that one node is',
  'cluster/nodeStream': 'is about the stream between nodes, without a relay',
  'cluster/dialectNodes': 'is about nodes that start and die already',
  'process/process': 'is about the program that one node is: its environment, its signals, its file',
  'process/verify': 'is about the program that checks a file; there is no relay',
  'process/ready': 'is about what one node says of itself when its own connections are closed',
  'http/measures': 'is about what one node measures',
  'http/metrics': 'is about what one node measures',
  'dialects/storeCalls': 'is about what one node asks of its store',
  'process/admin': 'is about the command beside one node, and backups of its SQLite file',
  'store/fullDisk': 'is about a file system of its own that is full under one SQLite file',
  'limits/connectionsOfUser': 'is about connections that each node counts by itself',
  'limits/weight':
    "is about what one node holds to, by itself: turns, queues, documents; nodes hear of each other's uses later",
  'native/idleConnections': 'is about the lines of one node that say nothing',
  'badInput/slowConsumers': 'is about what one node holds for lines that do not read',
  'badInput/restFields': 'is about the forms of requests, which each node refuses by itself',
  'core/catchUp':
    'is about what a console fetches from the one node that it speaks to, and keeps; coreDelivery crosses nodes',
  'identity/identity': 'is about what one node takes for a token, at the handshake',
  'identity/clientVersions': 'is about the form of frames between a client and the node that it speaks to',
  'identity/pages': 'is about what one node serves to the pages of others',
  'identity/oldBackend': 'is about a proxy in front of one node',
  'dialects/bursts': 'is about what one node takes of a client at once',
  'core/badAnswers': 'is about what a console makes of wrong answers of the one node that it speaks to',
  'core/ranges':
    'is about what a console holds of the one node that it speaks to; later, amending and delivery cross nodes',
  'core/olderDatabase': 'is about the file of a workstation, whichever node it speaks to',
  'core/relayTime': "is about a console's reckoning of the clock of the one node that it speaks to",
  'core/search/searching': 'is about what a console has on its disk, whichever node it speaks to',
  'simulation/patients': 'is about the program that plays patients',
  'core/closing': 'is about what a console does when it ends, whichever node it speaks to',
  'core/connection': "is about a console's line to the one node that it speaks to",
  'core/workstation': 'is about the disk of a workstation, whichever node it speaks to',
  'core/records/sessionRecord': 'is about what a console makes of the log of the one node that it speaks to',
  'core/kill': 'is about a console that is killed, beside one relay process',
  'store/marker': 'is about what the two programs write to their disks',
  'hosts/browserHost': 'is about the host in front of a console; there is no relay',
  'hosts/browserHostProcess': 'is about the host as a program; there is no relay',
  'simulation/client': 'is about a simulated patient, on a scripted line',
  'simulation/start': 'is about the program that starts a relay with patients',
  'simulation/supervision': 'is about the program that starts a relay with patients',
}

/** The integration tests once more: on PostgreSQL and Redis, with three nodes and clients spread over them. */
const cluster = {
  test: {
    name: 'cluster',
    include: ['tests/integration/**/*.test.ts'],
    exclude: Object.keys(notOnSeveralNodes).map((name) => `tests/integration/${name}.test.ts`),
    environment: 'node' as const,
    testTimeout: 60_000,
    hookTimeout,
    isolate,
    expect,
    env: { TEST_RELAY: 'cluster' },
    globalSetup: ['tests/support/servers/clusterRun.ts'],
    setupFiles: ['tests/support/servers/requireCluster.ts'],
  },
}

export default defineConfig({
  test: {
    // Most tests wait for sockets, disks and timers: one for each core but one, as by default, would leave two cores idle.
    maxWorkers: 3,
    projects: [
      project('unit'),
      project('architecture', { testTimeout: 60_000 }),
      project('contract', { testTimeout: 20_000 }),
      project('integration', { testTimeout: 60_000 }),
      cluster,
      // After all others: beside them, pages that are drawn would wait for a core.
      project('browser', { ...drawn, sequence: { groupOrder: 1 } }),
      project('electron', { testTimeout: 60_000 }),
    ],
  },
})
