import type { KnipConfig } from 'knip'

/** Where programs begin; everything that none of them reaches is dead. */
const config: KnipConfig = {
  entry: [
    'commands/{checkTypes,console,dev,dist,start,test}.ts',
    'relay/index.ts',
    'simulation/{checkRecording,replay,run}.ts',
    'src/main/index.ts',
    'src/main/hosts/browser/index.ts',
    'src/preload/index.ts',
    'src/renderer/main.tsx',
    'bench/{run,bareBroadcast}.ts',
    'tests/**/*.test.ts',
    'tests/faults/{run,planted/*}.ts',
    'build/electron-builder.ts',
  ],
  project: ['{src,relay,simulation,commands,tests,bench,build}/**/*.{ts,tsx}', '*.ts'],
  ignoreExportsUsedInFile: true,
  // A contract states the type of each of its values, also before something asks for it.
  ignoreIssues: { 'src/shared/**': ['types'] },
}

export default config
