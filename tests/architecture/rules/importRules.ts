import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import type { Rule } from './rule.ts'
import type { Import, Source, SourceTree } from './sourceTree.ts'
import type { Zone } from './zone.ts'
import { restrictedPackages, zones } from './zones.ts'

function isIn(path: string, place: string): boolean {
  if (place.endsWith('/*')) return posix.dirname(path) === place.slice(0, -2)
  return place.endsWith('/') ? path.startsWith(place) : path === place
}

function zoneOf(path: string): Zone | undefined {
  return zones
    .filter((zone) => isIn(path, zone.of))
    .sort((a, b) => b.of.length - a.of.length)
    .at(0)
}

const eachImport = (tree: SourceTree, judge: (source: Source, found: Import) => string | undefined): string[] =>
  tree.sources.flatMap((source) =>
    source.imports.flatMap((found) => {
      const wrong = judge(source, found)
      return wrong === undefined ? [] : [`${source.path} imports '${found.specifier}': ${wrong}`]
    }),
  )

const ownImports: Rule = {
  name: 'each part of the house imports only the parts it may know',
  check: (tree) => [
    ...tree.sources
      .filter((source) => !zoneOf(source.path))
      .map(
        (source) =>
          `${source.path} stands in no zone: move it, or give its folder a row in tests/architecture/rules/zones.ts.`,
      ),
    ...eachImport(tree, (source, { target, typeOnly }) => {
      const zone = zoneOf(source.path)
      if (!zone || target === undefined) return undefined
      const allowed = [zone.of, ...zone.may, ...(typeOnly ? (zone.mayAsTypes ?? []) : [])]
      if (allowed.some((place) => isIn(target, place))) return undefined
      return `${zone.of} may import ${allowed.join(', ')}${zone.mayAsTypes ? ` and types of ${zone.mayAsTypes.join(', ')}` : ''} only. ${zone.fix}`
    }),
  ],
  planted: [
    plant(
      'src/renderer/features/composer/send.ts',
      "import { up } from '../../../shared/protocol/up.ts'",
      'Bridge and the model',
    ),
    plant('src/renderer/state/store.ts', "import type { Core } from '../../main/core/core.ts'", 'Bridge and the model'),
    plant('src/renderer/ui/Clock.tsx', "import { store } from '../state/store.ts'", 'src/renderer/ui/ may import'),
    plant(
      'src/main/core/createCore.ts',
      "import { openDatabase } from '../storage/openDatabase.ts'",
      'gets its stores',
    ),
    plant(
      'src/main/core/lock.ts',
      "import { createWindow } from '../hosts/electron/createWindow.ts'",
      'gets its stores',
    ),
    plant('src/main/core/runtime/feed.ts', "import { createCommit } from '../log/commit.ts'", 'knows no part of it'),
    plant(
      'src/main/core/link/currentTransport.ts',
      "import { createCommit } from '../log/commit.ts'",
      'The link carries',
    ),
    plant('src/main/core/log/commit.ts', "import { createOutbox } from '../outbox/outbox.ts'", 'The log publishes'),
    plant('src/main/core/outbox/outbox.ts', "import type { Typing } from '../people/typing.ts'", 'knows no other one'),
    plant('src/main/core/people/typing.ts', "import { openAccount } from '../openAccount.ts'", 'knows no other one'),
    plant('src/main/core/unlisted/part.ts', '', 'stands in no zone'),
    plant(
      'src/main/hosts/electron/serveIpc.ts',
      "import { openDatabase } from '../../storage/openDatabase.ts'",
      'A host knows',
    ),
    plant('src/main/storage/entryStore.ts', "import { createOutbox } from '../core/outbox.ts'", 'Storage keeps rows'),
    plant('src/client/keepConnected.ts', "import { createLog } from '../main/core/log.ts'", 'every runtime'),
    plant('src/shared/protocol/up.ts', "import { commands } from '../ipc/commands.ts'", 'siblings'),
    plant('src/shared/ipc/commands.ts', "export { limits } from '../protocol/limits.ts'", 'siblings'),
    plant('src/shared/model/entry.ts', "import { limits } from '../protocol/limits.ts'", 'zod alone'),
    plant('src/preload/index.ts', "import { limits } from '../shared/protocol/limits.ts'", 'window.bridge'),
    plant('relay/native/serve.ts', "const core = await import('../../../src/main/core/core.ts')", 'A transport knows'),
    plant(
      'relay/sessions/append.ts',
      "import { commands } from '../../../src/shared/ipc/commands.ts'",
      'Sessions know the store',
    ),
    plant('relay/dialects/chats/chats.ts', "import { findUser } from '../../store/userStore.ts'", 'a table of forms'),
    plant('relay/dialects/table/actions.ts', "import { createRooms } from '../rooms/rooms.ts'", 'stands below'),
    plant('relay/sessions/x.ts', "import { y } from '../presence/presence.ts'", 'Sessions know the store'),
    plant('relay/presence/x.ts', "import { y } from '../calls/createCalls.ts'", 'A capability knows nobody'),
    plant('relay/notifications/x.ts', "import { y } from '../native/createBroadcast.ts'", 'A capability knows nobody'),
    plant('relay/calls/x.ts', "import { y } from '../dialects/dialects.ts'", 'A capability knows nobody'),
    plant('relay/attachments/x.ts', "import { y } from '../http/createHttp.ts'", 'A capability knows nobody'),
    plant('relay/retention/x.ts', "import { y } from '../openNode.ts'", 'A capability knows nobody'),
    plant('relay/accounts/x.ts', "import { y } from '../engine/createSockets.ts'", 'A capability knows nobody'),
    plant('relay/invitations/x.ts', "import { y } from '../http/createHttp.ts'", 'A capability knows nobody'),
    plant('relay/administration/x.ts', "import { y } from '../admin/runCommand.ts'", 'A capability knows nobody'),
    plant('relay/accounts/x.ts', "import type { Y } from '../environment.ts'", 'A capability knows nobody'),
    plant(
      'relay/presence/x.ts',
      "import { y } from '../limits/useCases/limitPresence.ts'",
      'A capability knows nobody',
    ),
    plant(
      'relay/limits/x.ts',
      "import type { Y } from '../sessions/access/principal.ts'",
      'does not know what is used',
    ),
    plant('relay/limits/useCases/x.ts', "import { y } from '../../engine/handshake.ts'", 'whatever transport asks'),
    plant('relay/cluster/x.ts', "import type { Y } from '../dialects/rooms/rooms.ts'", 'The cluster knows'),
    plant('relay/cluster/x.ts', "import type { Y } from '../calls/createCalls.ts'", 'The cluster knows'),
    plant('relay/engine/x.ts', "import type { Connection } from '../native/connection.ts'", 'Every socket passes'),
    plant('relay/engine/wire/x.ts', "import { y } from '../../dialects/dialects.ts'", 'Every socket passes'),
    plant('relay/native/x.ts', "import type { Y } from '../dialects/table/dialect.ts'", 'no other transport'),
    plant('relay/native/x.ts', "import { y } from '../http/createHttp.ts'", 'no other transport'),
    plant('relay/dialects/serving/x.ts', "import { y } from '../../native/createBroadcast.ts'", 'no other transport'),
    plant('relay/dialects/rooms/x.ts', "import { y } from '../../http/createHttp.ts'", 'no other transport'),
    plant('relay/http/routes/x.ts', "import { y } from '../../dialects/dialects.ts'", 'no other transport'),
    plant('relay/http/x.ts', "import { y } from '../reference/createAsyncapi.ts'", 'no other transport'),
    plant('relay/native/x.ts', "import { y } from '../createRelay.ts'", 'no other transport'),
    plant('relay/dialects/table/x.ts', "import type { Y } from '../../native/connection.ts'", 'stands below'),
    plant('relay/reference/x.ts', "import { y } from '../native/requests.ts'", 'The reference describes'),
    plant('relay/admin/x.ts', "import { y } from '../http/createHttp.ts'", 'The command works on the store'),
    plant('relay/x.ts', "import { y } from '../simulation/patients.ts'", 'A composition root of the relay'),
    plant('relay/search/x.ts', '', 'stands in no zone'),
    plant('relay/events/eventBus.ts', "import { append } from '../sessions/append.ts'", 'Events are plain data'),
    plant('relay/store/openStore.ts', "import { append } from '../sessions/append.ts'", 'The store keeps rows'),
    plant(
      'src/patient/link/pageToken.ts',
      "import { exchange } from '../../../relay/invitations/exchange.ts'",
      'over the wire',
    ),
    plant('src/patient/openPage.ts', "import { commands } from '../shared/ipc/commands.ts'", 'over the wire'),
    plant('simulation/patients.ts', "import { createRelay } from '../relay/createRelay.ts'", 'over sockets'),
    plant(
      'src/main/core/outbox/outbox.ts',
      "import { createFakeClock } from '../../../tests/support/time/fakeClock.ts'",
      'may import',
    ),
    plant(
      'bench/run.ts',
      "import { createFakeClock } from '../tests/support/time/fakeClock.ts'",
      'Nothing imports tests',
    ),
    plant('tools/deploy.ts', '', 'stands in no zone'),
  ],
  allowed: {
    'src/main/core/createCore.ts': "import type { EntryStore } from '../storage/entryStore.ts'",
    'src/main/index.ts': "import { openDatabase } from './storage/openDatabase.ts'",
    'src/renderer/features/composer/Composer.tsx': "import { fail } from '../../../shared/model/failure.ts'",
  },
}

const featuresApart: Rule = {
  name: 'features do not import each other',
  check: (tree) =>
    eachImport(tree, (source, { target }) => {
      const feature = /^src\/renderer\/features\/[^/]+\//.exec(source.path)?.[0]
      if (!feature || !target?.startsWith('src/renderer/features/') || target.startsWith(feature)) return undefined
      return 'a feature stands alone. Move what both need to src/renderer/state or src/renderer/ui.'
    }),
  planted: [
    plant('src/renderer/features/composer/Composer.tsx', "import { Tab } from '../tabs/Tab.tsx'", 'stands alone'),
  ],
  allowed: { 'src/renderer/features/composer/Composer.tsx': "import { fit } from './fit.ts'" },
}

const packages: Rule = {
  name: 'a package is imported only where it may be known, and Node only where there is one',
  check: (tree) =>
    eachImport(tree, (source, { packageName }) => {
      const zone = zoneOf(source.path)
      if (packageName === undefined || !zone) return undefined
      const restricted = restrictedPackages.find((row) => row.names.includes(packageName))
      if (restricted && !restricted.only.some((place) => isIn(source.path, place))) {
        return `only ${restricted.only.join(', ')} may. ${restricted.fix}`
      }
      if (isBuiltin(packageName)) return zone.node ? undefined : `there is no Node in ${zone.of}. ${zone.fix}`
      if (zone.packages === 'any' || zone.packages.includes(packageName)) return undefined
      return `${zone.of} may use ${zone.packages.join(', ')} only. ${zone.fix}`
    }),
  planted: [
    plant('src/main/core/lock.ts', "import { powerMonitor } from 'electron'", 'as a parameter'),
    plant('src/main/hosts/browser/serve.ts', "import type { BrowserWindow } from 'electron'", 'as a parameter'),
    plant('src/client/keepConnected.ts', "import { io } from 'socket.io-client'", 'openSocket.ts'),
    plant('src/client/openSocket.ts', "import { randomUUID } from 'node:crypto'", 'no Node'),
    plant('src/main/core/log/catchUp.ts', "import { io } from 'socket.io-client'", 'openSocket.ts'),
    plant('relay/native/link.ts', "import { io } from 'socket.io-client'", 'openSocket.ts'),
    plant('src/patient/link/pageConnection.ts', "import { io } from 'socket.io-client'", 'openSocket.ts'),
    plant('simulation/participant/participantClient.ts', "import { io } from 'socket.io-client'", 'openSocket.ts'),
    plant('bench/fixtures/wireClient.ts', "import { io } from 'socket.io-client'", 'openSocket.ts'),
    plant('src/main/storage/entryStore.ts', "import Database from 'better-sqlite3'", 'openDatabase.ts'),
    plant('src/patient/store/fileStore.ts', "import { openDB } from 'idb'", 'pageDatabase.ts'),
    plant('src/main/core/search.ts', "import { DatabaseSync } from 'node:sqlite'", 'openDatabase.ts'),
    plant('relay/sessions/append.ts', "import { Kysely } from 'kysely'", 'Store interface'),
    plant('src/main/core/serve.ts', "import { Server } from 'socket.io'", 'Only the relay'),
    plant('src/renderer/state/store.ts', "import { readFile } from 'node:fs/promises'", 'no Node'),
    plant('src/renderer/state/store.ts', "import { z } from 'zod'", 'may use'),
    plant('src/shared/model/ids.ts', "import { randomUUID } from 'crypto'", 'no Node'),
    plant('src/shared/model/ids.ts', "import { v7 } from 'uuid'", 'may use zod only'),
    plant('src/preload/index.ts', "import { z } from 'zod'", 'may use electron only'),
  ],
  allowed: {
    'src/client/openSocket.ts': "import { io } from 'socket.io-client'",
    'src/main/storage/openDatabase.ts': "import Database from 'better-sqlite3'",
    'relay/store/openStore.ts': "import { Kysely } from 'kysely'\nimport Database from 'better-sqlite3'",
    'src/preload/index.ts': "import { contextBridge } from 'electron'",
  },
}

const noZodInPreload: Rule = {
  name: 'the preload script carries no schemas',
  check: (tree) => {
    const byPath = new Map(tree.sources.map((source) => [source.path, source]))
    const carried = new Set<string>()
    const carry = (path: string) => {
      if (carried.has(path)) return
      carried.add(path)
      for (const found of byPath.get(path)?.imports ?? []) {
        if (!found.typeOnly && found.target !== undefined) carry(found.target)
      }
    }
    carry('src/preload/index.ts')
    return [...carried]
      .filter((path) => byPath.get(path)?.imports.some((found) => found.packageName === 'zod' && !found.typeOnly))
      .map(
        (path) =>
          `src/preload/index.ts carries ${path}, and with it zod: import types, and names from src/shared/ipc/names.ts.`,
      )
  },
  planted: [
    {
      files: {
        'src/preload/index.ts': "import { createBridge } from '../shared/ipc/bridge.ts'",
        'src/shared/ipc/bridge.ts': "import { commands } from './commands.ts'",
        'src/shared/ipc/commands.ts': "import { z } from 'zod'",
      },
      reports: 'carries src/shared/ipc/commands.ts',
    },
  ],
  allowed: {
    'src/preload/index.ts': "import { createBridge } from '../shared/ipc/bridge.ts'",
    'src/shared/ipc/bridge.ts': "import type { CommandName } from './commands.ts'",
    'src/shared/ipc/commands.ts': "import { z } from 'zod'",
  },
}

const wholePaths: Rule = {
  name: 'a relative import names the file, with its extension',
  check: (tree) => {
    const known = new Set(tree.paths)
    return eachImport(tree, (_source, { target }) =>
      target === undefined || known.has(target)
        ? undefined
        : `there is no file ${target}. Node runs the sources as they are: write the whole name, with .ts or .tsx.`,
    )
  },
  planted: [
    { files: { 'relay/a.ts': "import { b } from './b'", 'relay/b.ts': '' }, reports: 'write the whole name' },
    { files: { 'relay/a.ts': "import { b } from './b.js'", 'relay/b.ts': '' }, reports: 'write the whole name' },
  ],
  allowed: { 'relay/a.ts': "import { b } from './b.ts'", 'relay/b.ts': '' },
}

const noCycles: Rule = {
  name: 'imports run in no circle',
  check: (tree) => {
    const byPath = new Map(tree.sources.map((source) => [source.path, source]))
    const state = new Map<string, 'open' | 'done'>()
    const circles: string[] = []
    const walk = (path: string, trail: readonly string[]) => {
      if (state.get(path) === 'done') return
      if (state.get(path) === 'open') {
        const circle = [...trail.slice(trail.indexOf(path)), path]
        circles.push(`${circle.join(' -> ')}: move what both sides need into a file of its own.`)
        return
      }
      state.set(path, 'open')
      for (const found of byPath.get(path)?.imports ?? []) {
        if (found.target !== undefined && byPath.has(found.target)) walk(found.target, [...trail, path])
      }
      state.set(path, 'done')
    }
    for (const source of tree.sources) walk(source.path, [])
    return circles
  },
  planted: [
    {
      files: {
        'relay/a.ts': "import { b } from './b.ts'",
        'relay/b.ts': "import { c } from './c.ts'",
        'relay/c.ts': "import type { A } from './a.ts'",
      },
      reports: 'relay/a.ts -> relay/b.ts -> relay/c.ts -> relay/a.ts',
    },
  ],
  allowed: {
    'relay/a.ts': "import { b } from './b.ts'\nimport { c } from './c.ts'",
    'relay/b.ts': "import { c } from './c.ts'",
    'relay/c.ts': 'export const c = 1',
  },
}

const noBarrels: Rule = {
  name: 'no file only passes on what other files export',
  check: (tree) =>
    tree.sources
      .filter(({ parsed }) => {
        const exported = parsed.module.staticExports.flatMap((statement) => statement.entries)
        return exported.length > 0 && exported.some((entry) => entry.moduleRequest !== null)
      })
      .map((source) => `${source.path} passes on exports of other files: import from the file that has the thing.`),
  planted: [
    plant('relay/store/index.ts', "export * from './store.ts'", 'passes on exports'),
    plant(
      'src/shared/model/all.ts',
      "export type { Entry } from './entry.ts'\nexport const own = 1",
      'passes on exports',
    ),
  ],
  allowed: { 'relay/index.ts': "import { createRelay } from './createRelay.ts'\nexport const relay = createRelay()" },
}

export const importRules: readonly Rule[] = [
  ownImports,
  featuresApart,
  packages,
  noZodInPreload,
  wholePaths,
  noCycles,
  noBarrels,
]

function plant(path: string, text: string, reports: string) {
  return { files: { [path]: text }, reports }
}
