import { defineConfig } from 'vitest/config'

/** A project for each folder of tests: the folder says where its tests run and what they may need. */
const project = (name: string, options: { testTimeout?: number; fileParallelism?: boolean } = {}) => ({
  test: { name, include: [`tests/${name}/**/*.test.ts`], environment: 'node' as const, ...options },
})

/** The relay's own integration tests once more: on PostgreSQL and Redis, with three nodes and clients spread over them. */
const cluster = {
  test: {
    name: 'cluster',
    include: [
      ...['Sending', 'Sync', 'Access', 'Connection'].map((name) => `tests/integration/relay${name}.test.ts`),
      'tests/integration/dialects/*.test.ts',
    ],
    environment: 'node' as const,
    testTimeout: 60_000,
    env: { TEST_RELAY: 'cluster' },
    setupFiles: ['tests/support/requireCluster.ts'],
  },
}

export default defineConfig({
  test: {
    projects: [
      project('unit'),
      project('architecture', { testTimeout: 60_000 }),
      project('contract', { testTimeout: 20_000 }),
      project('integration', { testTimeout: 60_000 }),
      cluster,
      project('browser', { testTimeout: 180_000, fileParallelism: false }),
      project('electron', { testTimeout: 60_000 }),
    ],
  },
})
