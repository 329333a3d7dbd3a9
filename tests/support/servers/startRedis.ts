import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { endChild } from '../../../commands/processes/childExit.ts'
import { chooseFreePort } from '../../../commands/processes/chooseFreePort.ts'
import { until } from '../time/until.ts'

/** A Redis of a test's own, to be restarted, paused and killed. It keeps nothing over a restart. */
export interface StartedRedis {
  readonly url: string
  readonly restart: (whileDown?: () => Promise<void>) => Promise<void>
  /** Removes every key. */
  readonly forgetAll: () => Promise<void>
  /** It takes connections and answers nothing until `resume`. */
  readonly pause: () => void
  readonly resume: () => void
  readonly stop: () => Promise<void>
}

export const redisIsInstalled = (): boolean => spawnSync('redis-server', ['--version']).status === 0

export async function startRedis(): Promise<StartedRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'rounds-redis-'))
  const port = await chooseFreePort()
  const url = `redis://127.0.0.1:${port}`

  async function launch(): Promise<ChildProcess> {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
    const started = spawn('redis-server', args, { stdio: 'ignore' })
    const redis = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: null })
    redis.on('error', () => undefined)
    await until('Redis answers', async () => (await redis.ping()) === 'PONG')
    redis.disconnect()
    return started
  }
  let child = await launch()

  return {
    url,
    restart: async (whileDown) => {
      await endChild(child, 'SIGKILL')
      await whileDown?.()
      child = await launch()
    },
    forgetAll: async () => {
      const redis = new Redis(url)
      await redis.flushall()
      redis.disconnect()
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    stop: async () => {
      await endChild(child, 'SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
