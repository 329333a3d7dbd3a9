import { writeSync } from 'node:fs'
import { z } from 'zod'
import { sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import { newEntryId, startCore } from '../startCore.ts'

/*
 * Run as a process by `coreProcess.ts`: opens what was signed in here before, marks each session as needing no answer, and prints that when the core has
 * said that it is on the disk.
 */
const { dataDir, sessionIds } = z
  .object({ dataDir: z.string(), sessionIds: z.array(sessionIdSchema) })
  .parse(JSON.parse(process.argv[2] ?? ''))

const { core } = startCore({ dataDir })
const { sessions } = await core.handlers.readConsole({})
for (const { id, saidUpTo } of sessions.filter((session) => sessionIds.includes(session.id))) {
  const later = { until: null, reason: 'only thanks', upTo: saidUpTo }
  await core.handlers.setLater({ id: newEntryId(), sessionId: id, later })
  writeSync(1, `${id}\n`)
}
// Until it is killed.
setInterval(() => undefined, 1_000)
