import { writeSync } from 'node:fs'
import { z } from 'zod'
import { sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import { newEntryId, startCore } from '../startCore.ts'

/*
 * Run as a process by `coreProcess.ts`: opens what was signed in here before, sets a follow-up of each session and puts it off, and prints that when the core has
 * said that it is on the disk.
 */
const { dataDir, sessionIds } = z
  .object({ dataDir: z.string(), sessionIds: z.array(sessionIdSchema) })
  .parse(JSON.parse(process.argv[2] ?? ''))

const { core } = startCore({ dataDir })
for (const sessionId of sessionIds) {
  const id = newEntryId()
  const inHours = (hours: number) => Date.now() + hours * 3_600_000
  const set = { kind: 'set', text: 'Ask about the fever', due: inHours(1) } as const
  await core.handlers.changeFollowUp({ id, sessionId, change: set })
  const postpone = { kind: 'postpone', followUp: id, due: inHours(2) } as const
  await core.handlers.changeFollowUp({ id: newEntryId(), sessionId, change: postpone })
  writeSync(1, `${sessionId}\n`)
}
// Until it is killed.
setInterval(() => undefined, 1_000)
