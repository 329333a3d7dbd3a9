import { join } from 'node:path'
import { readEnvironment } from '../../../relay/environment.ts'
import { createLog } from '../../../relay/log.ts'
import { openNode } from '../../../relay/openNode.ts'
import { openSqliteStore } from '../../../relay/store/database/openSqliteStore.ts'
import type { AppendOutcome } from '../../../relay/store/log/append.ts'
import type { Store } from '../../../relay/store/store.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'

/* The relay, but its store answers at once and commits a moment later. */

const commitDelayMs = 30

function answerBeforeCommit(store: Store): Store {
  const heads = new Map<string, number>()
  const headOf = async ({ sessionId, thread }: Parameters<Store['log']['appendAll']>[0][number]) => {
    const key = `${thread} ${sessionId}`
    const known = heads.get(key)
    if (known !== undefined) return { key, head: known }
    const stored = await store.log.heads([sessionId])
    return { key, head: stored.find((head) => head.thread === thread)?.head ?? 0 }
  }
  let lastCommit: Promise<unknown> = Promise.resolve()
  return {
    ...store,
    log: {
      ...store.log,
      appendAll: async (appends) => {
        const outcomes: AppendOutcome[] = []
        for (const append of appends) {
          const { key, head } = await headOf(append)
          heads.set(key, head + 1)
          const { atMs, ...entry } = append
          outcomes.push({ outcome: 'appended', entry: { ...entry, at: atMs, seq: head + 1 } })
        }
        lastCommit = lastCommit
          .then(() => new Promise((resolve) => setTimeout(resolve, commitDelayMs)))
          .then(() => store.log.appendAll(appends))
        return outcomes
      },
    },
    close: async () => {
      await lastCommit
      await store.close()
    },
  }
}

const settings = readEnvironment(process.env)
const store = answerBeforeCommit(await openSqliteStore({ file: join(settings.dataDir, 'relay.db') }))
const node = await openNode({ settings, store, clock: systemClock, log: createLog(settings.logLevel) })
process.once('SIGTERM', () => void node.stop().then(() => process.exit(0)))
console.log(`relay listening on ${node.url}`)
