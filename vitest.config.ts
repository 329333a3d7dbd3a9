import { defineConfig } from 'vitest/config'

/** A project for each folder of tests: the folder says where its tests run and what they may need. */
const project = (name: string, options: { testTimeout?: number; fileParallelism?: boolean } = {}) => ({
  test: { name, include: [`tests/${name}/**/*.test.ts`], environment: 'node' as const, ...options },
})

export default defineConfig({
  test: {
    projects: [
      project('unit'),
      project('architecture', { testTimeout: 60_000 }),
      project('contract', { testTimeout: 20_000 }),
      project('integration', { testTimeout: 60_000 }),
      project('browser', { testTimeout: 180_000, fileParallelism: false }),
      project('electron', { testTimeout: 60_000 }),
    ],
  },
})
