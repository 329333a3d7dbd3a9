import type { Zone } from './zone.ts'

/** Parts of the relay stand in this order, and import downwards only: store, events, sessions, capabilities, cluster, engine, transports, roots. */
const knownToRelay = ['src/shared/model/', 'src/shared/protocol/']

/** Capabilities, each with the others that it knows. A new one is a line here. */
const othersOfCapability: Readonly<Record<string, readonly string[]>> = {
  'relay/presence/': [],
  'relay/notifications/': ['relay/presence/'],
  'relay/calls/': ['relay/presence/'],
  'relay/attachments/': [],
  'relay/clinic/': [],
  'relay/retention/': ['relay/attachments/'],
  'relay/accounts/': ['relay/attachments/'],
  'relay/invitations/': ['relay/accounts/'],
  'relay/administration/': ['relay/accounts/', 'relay/retention/'],
}

const relayCapabilities = Object.keys(othersOfCapability)

const belowEngine = [
  'relay/store/',
  'relay/events/',
  'relay/sessions/',
  'relay/limits/',
  ...relayCapabilities,
  'relay/cluster/',
]

/** Returns the row of a capability of the relay: it knows what is below it, and these others. */
function capability(of: string, others: readonly string[]): Zone {
  return {
    of,
    may: [...knownToRelay, 'relay/store/', 'relay/events/', 'relay/sessions/', 'relay/limits/*', ...others],
    packages: 'any',
    node: true,
    fix: 'A capability knows nobody who serves it: it publishes events, and relay/createRelay.ts hands it what it needs.',
  }
}

/** Returns the row of a transport: it knows the engine and what is below it, and no other transport. */
function transport(of: string, ...others: readonly string[]): Zone {
  return {
    of,
    may: [...knownToRelay, ...belowEngine, 'relay/engine/', ...others],
    packages: 'any',
    node: true,
    fix: 'A transport knows the engine and what is below it, and no other transport: what one adds to another is a parameter.',
  }
}

/** Rows of the parts of the relay, from the lowest up. */
export const relayZones: readonly Zone[] = [
  {
    of: 'relay/store/',
    may: knownToRelay,
    packages: 'any',
    node: true,
    fix: 'The store keeps rows; rules belong in relay/sessions and its neighbours.',
  },
  {
    of: 'relay/events/',
    may: [...knownToRelay, 'relay/store/'],
    packages: ['pino', 'zod'],
    node: false,
    fix: 'Events are plain data and know nobody: whoever is concerned subscribes to relay/events/eventBus.ts.',
  },
  {
    of: 'relay/sessions/',
    may: [...knownToRelay, 'relay/store/', 'relay/events/'],
    packages: 'any',
    node: true,
    fix: 'Sessions know the store and the events: who else is concerned subscribes, and what else is needed is a parameter.',
  },
  {
    of: 'relay/limits/*',
    may: knownToRelay,
    packages: 'any',
    node: true,
    fix: 'What counts uses does not know what is used: what holds use cases to a limit belongs in relay/limits/useCases.',
  },
  ...Object.entries(othersOfCapability).map(([of, others]) => capability(of, others)),
  {
    of: 'relay/limits/useCases/',
    may: [...knownToRelay, 'relay/sessions/', ...relayCapabilities, 'relay/limits/*'],
    packages: [],
    node: false,
    fix: 'It holds use cases to limits, whatever transport asks for them.',
  },
  {
    of: 'relay/cluster/',
    may: [...knownToRelay, 'relay/store/', 'relay/events/', 'relay/sessions/', 'relay/presence/', 'relay/limits/*'],
    packages: 'any',
    node: true,
    fix: 'The cluster knows events, sessions and presence: what it needs of a transport it states itself, and takes as a parameter.',
  },
  {
    of: 'relay/engine/',
    may: [...knownToRelay, ...belowEngine],
    packages: 'any',
    node: true,
    fix: 'Every socket passes the engine, of whatever protocol: what only one of them has belongs in its transport.',
  },
  transport('relay/native/'),
  transport('relay/http/'),
  transport('relay/dialects/serving/', 'relay/dialects/'),
  transport('relay/dialects/rooms/', 'relay/dialects/'),
  {
    of: 'relay/dialects/',
    may: ['relay/sessions/', ...knownToRelay],
    packages: ['zod', 'fastify-type-provider-zod'],
    node: false,
    fix: 'A dialect is a table of forms and words: what it does, it does through the actions of relay/dialects/table.',
  },
  {
    of: 'relay/dialects/table/',
    may: knownToRelay,
    mayAsTypes: [...belowEngine, 'relay/engine/'],
    packages: ['zod', 'uuid', 'fastify', 'fastify-type-provider-zod'],
    node: false,
    fix: 'The form of a table, and what several tables share, stands below what serves them.',
  },
  {
    of: 'relay/reference/',
    may: [...knownToRelay, 'relay/dialects/', 'relay/http/'],
    packages: ['zod'],
    node: false,
    fix: 'The reference describes the protocols of all transports; who serves it gets it as a parameter.',
  },
  {
    of: 'relay/admin/',
    may: [...knownToRelay, ...belowEngine, 'relay/environment.ts', 'relay/log.ts'],
    packages: 'any',
    node: true,
    fix: 'The command works on the store, or asks a relay over HTTP: what both do belongs in relay/administration.',
  },
  {
    of: 'relay/*',
    may: [...knownToRelay, 'relay/'],
    packages: 'any',
    node: true,
    fix: 'A composition root of the relay builds parts of the relay only.',
  },
]
