import { randomUUID } from 'node:crypto'
import type { TestProject } from 'vitest/node'
import { dropBorrowedDatabases, postgresAnswers } from './createTestDatabase.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Prefix of the names of the databases that the clusters of this run use in turn. */
    clusterRun: string
  }
}

/** Names the databases of one run of the tests on several nodes, and removes them at its end. */
export default function setUp(project: TestProject) {
  const run = `rounds_run_${randomUUID().replaceAll('-', '')}`
  project.provide('clusterRun', run)
  return async () => {
    if (await postgresAnswers()) await dropBorrowedDatabases(run)
  }
}
