import { writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { startCore } from './startCore.ts'

/*
 * Run as a process by `coreProcess.ts`: signs in, then writes messages to all sessions without end, and prints each one when
 * the core has said that it is on the disk.
 */
const options = z
  .object({
    dataDir: z.string(),
    relayUrl: z.string(),
    user: z.string(),
    password: z.string(),
    sessionIds: z.array(sessionIdSchema),
  })
  .parse(JSON.parse(process.argv[2] ?? ''))

const { core, send, untilLive } = startCore({ dataDir: options.dataDir })
await core.handlers.signIn(options)
await untilLive()
const [first] = options.sessionIds
for (let count = 1; first !== undefined; count++) {
  for (const sessionId of options.sessionIds) {
    const text = `text ${count}`
    await send(sessionId, text)
    writeSync(1, `${sessionId} ${text}\n`)
  }
  await core.handlers.saveDraft({ sessionId: first, thread: 'staff', text: `draft ${count}` })
  await pause(count % 3)
}
