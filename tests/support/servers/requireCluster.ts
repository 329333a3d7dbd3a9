import { beforeEach } from 'vitest'
import { postgresAnswers } from './createTestDatabase.ts'
import { redisAnswers } from './testRedis.ts'

/*
 * Stands before every test that runs on several nodes: says what this machine lacks for it.
 */
const missing = await missingBackend()

beforeEach((context) => {
  if (missing !== undefined) context.skip(missing)
})

async function missingBackend(): Promise<string | undefined> {
  if (!(await postgresAnswers())) return 'no PostgreSQL at TEST_DATABASE_URL or the default local port'
  return (await redisAnswers()) ? undefined : 'no Redis at TEST_REDIS_URL or the default local port'
}
