import { writeSync } from 'node:fs'
import { z } from 'zod'
import { sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import { attachTo, textOf } from '../files/attachTo.ts'
import { newEntryId, startCore } from '../startCore.ts'

/*
 * Run as a process by `coreProcess.ts`: opens what was signed in here before, and sends a message with a large file to its first session. Prints that when the
 * core has said that it is on the disk, and then how far the file is.
 */
const { dataDir, sessionIds } = z
  .object({ dataDir: z.string(), sessionIds: z.array(sessionIdSchema) })
  .parse(JSON.parse(process.argv[2] ?? ''))

const [sessionId] = sessionIds
if (sessionId === undefined) throw new Error('there is no session')
const { core } = startCore({ dataDir })
core.listen((event) => {
  if (event.name === 'fileProgressed') writeSync(1, `done ${event.payload.done}\n`)
})
const file = await attachTo(core, sessionId, textOf(8_000_000))
await core.handlers.sendMessage({ id: newEntryId(), sessionId, thread: 'care', text: 'with it', files: [file.id] })
writeSync(1, `${sessionId}\n`)
// Until it is killed.
setInterval(() => undefined, 1_000)
