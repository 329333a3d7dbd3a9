import type { KnipConfig } from 'knip'

/** Where programs begin; everything that none of them reaches is dead. */
const config: KnipConfig = {
  entry: [
    'commands/{checkTypes,console,dev,dist,start,test}.ts',
    'relay/store/{migrations/*,retention/scrubSqliteProgram}.ts',
    'simulation/{replay/checkRecording,replay,run}.ts',
    'src/patient/{main,vite.config,worker/worker}.ts',
    'bench/{run,console/{run,reportCore},fixtures/{bareBroadcast,bareWebSockets,reportMemory}}.ts',
    'tests/**/*.test.ts',
    'tests/faults/{run,planted/*}.ts',
    'tests/hostile/{run,attacker,collectOnSignal,planted}.ts',
    'build/electron-builder.ts',
  ],
  project: ['{src,relay,simulation,commands,tests,bench,build}/**/*.{ts,tsx}', '*.ts'],
  ignoreExportsUsedInFile: true,
  // The driver is installed under the name of the package that these types are for.
  // Old clients of Socket.IO are loaded by names that a test puts together.
  ignoreDependencies: ['@types/better-sqlite3', /^socket\.io-client-\d/],
  // Of the system: a test may mount a disk of its own to fill it, and start a Redis or an nginx of its own.
  ignoreBinaries: ['mount', 'umount', 'redis-server', 'nginx', 'openssl'],
  // A contract states the type of each of its values, also before something asks for it.
  ignoreIssues: { 'src/shared/**': ['types'] },
}

export default config
