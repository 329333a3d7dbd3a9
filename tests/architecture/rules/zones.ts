import { relayZones } from './relayZones.ts'
import type { Zone } from './zone.ts'

const uiPackages = [
  'react',
  'react-dom',
  '@mantine/core',
  '@mantine/hooks',
  '@mantine/spotlight',
  '@tanstack/react-virtual',
  'dockview-react',
  'zustand',
  'i18next',
  'react-i18next',
  'lucide-react',
  'uuid',
]

const renderer = {
  packages: uiPackages,
  node: false,
  fix: 'The renderer knows the Bridge and the model: ask the core by a command, or put a pure rule into src/shared/model.',
} as const
const core = { mayAsTypes: ['src/main/storage/'], packages: 'any', node: true } as const

/** Capabilities of the core, a folder each. */
const capabilities = [
  'account',
  'attention',
  'clinic',
  'closing',
  'drafts',
  'entries',
  'outbox',
  'people',
  'records',
  'search',
  'sessions',
  'settings',
  'watermarks',
]

const knownToRenderer = ['src/shared/ipc/', 'src/shared/model/']

export const zones: readonly Zone[] = [
  {
    of: 'src/shared/model/',
    may: [],
    packages: ['zod'],
    node: false,
    fix: 'The model stands on zod alone. Take what else is needed as a parameter.',
  },
  {
    of: 'src/shared/protocol/',
    may: ['src/shared/model/'],
    packages: ['zod'],
    node: false,
    fix: 'protocol and ipc are siblings: what both need belongs in src/shared/model.',
  },
  {
    of: 'src/shared/ipc/',
    may: ['src/shared/model/'],
    packages: ['zod'],
    node: false,
    fix: 'protocol and ipc are siblings: what both need belongs in src/shared/model.',
  },
  {
    of: 'src/shared/runtime.d.ts',
    may: [],
    packages: [],
    node: false,
    fix: 'It declares what every runtime has, without any of them.',
  },
  {
    of: 'src/client/',
    may: ['src/shared/model/', 'src/shared/protocol/'],
    packages: ['socket.io-client'],
    node: false,
    fix: 'The client of the protocol runs in every runtime: it stands on src/shared, and takes what else it needs as a parameter.',
  },
  {
    ...core,
    of: 'src/main/core/*',
    may: ['src/main/core/', 'src/client/', 'src/shared/'],
    fix: 'The core gets its stores and its host as parameters; src/main/openCore.ts builds them.',
  },
  {
    ...core,
    of: 'src/main/core/runtime/',
    may: ['src/client/', 'src/shared/'],
    fix: 'What the whole core stands on knows no part of it: take what else is needed as a parameter.',
  },
  {
    ...core,
    of: 'src/main/core/link/',
    may: ['src/main/core/runtime/', 'src/client/', 'src/shared/'],
    fix: 'The link carries; who uses it subscribes to its transport.',
  },
  {
    ...core,
    of: 'src/main/core/log/',
    may: ['src/main/core/runtime/', 'src/main/core/link/', 'src/client/', 'src/shared/'],
    fix: 'The log publishes what it has committed; who needs to know subscribes.',
  },
  ...capabilities.map((name) => ({
    ...core,
    of: `src/main/core/${name}/`,
    may: ['src/main/core/runtime/', 'src/main/core/link/', 'src/main/core/log/', 'src/client/', 'src/shared/'],
    fix: 'A capability subscribes to the log and the transport, and knows no other one: src/main/core/openAccount.ts puts them together.',
  })),
  {
    of: 'src/main/storage/',
    may: ['src/shared/model/', 'src/shared/ipc/'],
    packages: 'any',
    node: true,
    fix: 'Storage keeps rows; use cases belong in src/main/core.',
  },
  {
    of: 'src/main/hosts/*',
    may: ['src/main/core/', 'src/shared/ipc/', 'src/shared/model/'],
    packages: 'any',
    node: true,
    fix: 'What both hosts use stands below both of them.',
  },
  {
    of: 'src/main/hosts/electron/',
    may: ['src/main/hosts/*', 'src/main/core/', 'src/shared/ipc/', 'src/shared/model/'],
    packages: 'any',
    node: true,
    fix: 'A host knows the core and src/shared; src/main/openCore.ts joins it to storage.',
  },
  {
    of: 'src/main/hosts/browser/',
    may: ['src/main/hosts/*', 'src/main/core/', 'src/shared/ipc/', 'src/shared/model/'],
    packages: 'any',
    node: true,
    fix: 'A host knows the core and src/shared; its index.ts joins it to storage.',
  },
  {
    of: 'src/main/hosts/browser/index.ts',
    may: ['src/main/', 'src/client/', 'src/shared/'],
    packages: 'any',
    node: true,
    fix: 'A composition root builds parts of the console only.',
  },
  {
    of: 'src/main/openCore.ts',
    may: ['src/main/core/', 'src/main/hosts/*', 'src/main/storage/', 'src/client/', 'src/shared/'],
    packages: 'any',
    node: true,
    fix: 'What both hosts have in common knows neither of them.',
  },
  {
    of: 'src/main/index.ts',
    may: ['src/main/', 'src/client/', 'src/shared/'],
    packages: 'any',
    node: true,
    fix: 'A composition root builds parts of the console only.',
  },
  {
    of: 'src/preload/',
    may: ['src/shared/ipc/'],
    packages: ['electron'],
    node: false,
    fix: 'The preload script builds window.bridge from src/shared/ipc, nothing else.',
  },
  { ...renderer, of: 'src/renderer/', may: ['src/renderer/', ...knownToRenderer] },
  { ...renderer, of: 'src/renderer/bridge/', may: knownToRenderer },
  { ...renderer, of: 'src/renderer/state/', may: ['src/renderer/bridge/', ...knownToRenderer] },
  { ...renderer, of: 'src/renderer/ui/', may: knownToRenderer },
  {
    ...renderer,
    of: 'src/renderer/features/',
    may: ['src/renderer/bridge/', 'src/renderer/state/', 'src/renderer/ui/', ...knownToRenderer],
  },
  {
    of: 'src/patient/',
    may: ['src/client/', 'src/shared/model/', 'src/shared/protocol/'],
    packages: ['idb', 'uuid', 'zod'],
    node: false,
    fix: 'The page runs in a browser and speaks to the relay over the wire: it knows src/client, src/shared/model and src/shared/protocol.',
  },
  {
    of: 'src/patient/vite.config.ts',
    may: [],
    packages: ['vite'],
    node: true,
    fix: 'Configuration imports its tool only.',
  },
  ...relayZones,
  {
    of: 'simulation/',
    may: ['src/client/', 'src/shared/'],
    packages: 'any',
    node: true,
    fix: 'Simulated people speak to the relay and the console over sockets, as real ones do.',
  },
  {
    of: 'commands/',
    may: ['src/shared/', 'build/', 'src/main/hosts/*', 'simulation/'],
    packages: 'any',
    node: true,
    fix: 'A command starts the relay and the console as processes of their own.',
  },
  {
    of: 'bench/',
    may: [
      ...['src/', 'relay/', 'simulation/', 'commands/processes/childExit.ts'],
      ...['commands/processes/untilReady.ts', 'commands/processes/ensureBuilt.ts'],
    ],
    packages: 'any',
    node: true,
    fix: 'Nothing imports tests: what a measurement needs belongs in bench/.',
  },
  {
    of: 'build/',
    may: [],
    packages: 'any',
    node: true,
    fix: 'Packaging reads files; it imports nothing of the house.',
  },
  {
    of: 'tests/',
    may: ['src/', 'relay/', 'simulation/', 'commands/', 'bench/', 'build/', 'electron.vite.config.ts'],
    packages: 'any',
    node: true,
    fix: 'Tests may import the whole house.',
  },
  { of: 'vitest.config.ts', may: [], packages: 'any', node: true, fix: 'Configuration imports its tool only.' },
  { of: 'electron.vite.config.ts', may: [], packages: 'any', node: true, fix: 'Configuration imports its tool only.' },
  { of: 'knip.config.ts', may: [], packages: 'any', node: true, fix: 'Configuration imports its tool only.' },
]

/** Packages that only one part of the house may know. */
export interface RestrictedPackage {
  readonly names: readonly string[]
  readonly only: readonly string[]
  readonly fix: string
}

export const restrictedPackages: readonly RestrictedPackage[] = [
  {
    names: ['electron'],
    only: ['src/main/hosts/electron/', 'src/main/index.ts', 'src/preload/', 'tests/'],
    fix: 'Take the part of electron that is needed as a parameter, and pass it in from src/main/index.ts.',
  },
  {
    names: ['socket.io-client'],
    only: ['src/client/openSocket.ts', 'tests/', 'bench/fixtures/bareRoom.ts', 'bench/fixtures/relayRoom.ts'],
    fix: 'Speak to the relay through src/client/openSocket.ts.',
  },
  {
    names: ['better-sqlite3', 'better-sqlite3-multiple-ciphers', 'node:sqlite'],
    only: ['src/main/storage/openDatabase.ts', 'relay/store/', 'tests/', 'bench/'],
    fix: 'Open the console database through src/main/storage/openDatabase.ts and the relay through relay/store.',
  },
  {
    names: ['pg'],
    only: ['relay/store/', 'tests/', 'bench/'],
    fix: 'Ask the Store interface of relay/store/store.ts.',
  },
  {
    names: ['ioredis'],
    only: ['relay/cluster/', 'tests/', 'bench/'],
    fix: 'Nodes speak to each other through relay/cluster/clusterChannel.ts.',
  },
  {
    names: ['idb'],
    only: ['src/patient/store/pageDatabase.ts'],
    fix: 'Read and write through the PageDatabase of src/patient/store/pageDatabase.ts.',
  },
  { names: ['kysely'], only: ['relay/store/', 'tests/'], fix: 'Ask the Store interface of relay/store/store.ts.' },
  { names: ['socket.io'], only: ['relay/', 'bench/', 'tests/'], fix: 'Only the relay serves sockets of the protocol.' },
]
