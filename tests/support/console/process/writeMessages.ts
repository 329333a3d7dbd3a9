import { writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import { newEntryId, startCore } from '../startCore.ts'

/*
 * Run as a process by `coreProcess.ts`: signs in, then writes messages to all sessions without end, and prints each one when
 * the core has said that it is on the disk. With `changes`, every second one is then edited, and every fourth redacted.
 */
const options = z
  .object({
    dataDir: z.string(),
    relayUrl: z.string(),
    user: z.string(),
    password: z.string(),
    sessionIds: z.array(sessionIdSchema),
    changes: z.boolean().default(false),
  })
  .parse(JSON.parse(process.argv[2] ?? ''))

const { core, send, untilLive, entries } = startCore({ dataDir: options.dataDir })
await core.handlers.signIn(options)
await untilLive()
const [first] = options.sessionIds
for (let count = 1; first !== undefined; count++) {
  for (const sessionId of options.sessionIds) {
    const text = `text ${count}`
    const target = await send(sessionId, text)
    writeSync(1, `${sessionId} ${text}\n`)
    if (!options.changes) continue
    const about = async () => {
      const targetSeq = (await entries(sessionId)).find(({ id }) => id === target)?.seq
      return {
        id: newEntryId(),
        sessionId,
        thread: 'care',
        target,
        ...(targetSeq !== undefined && { targetSeq }),
      } as const
    }
    // Redacted, or edited: whichever there is of the message by then, in the outbox or in the log.
    if (count % 4 === 0) await untilTaken(async () => core.handlers.redactMessage(await about()))
    else if (count % 2 === 0)
      await untilTaken(async () => core.handlers.editMessage({ ...(await about()), text: `${text} edited` }))
    writeSync(1, `${sessionId} done ${count}\n`)
  }
  await core.handlers.saveDraft({ sessionId: first, thread: 'staff', text: `draft ${count}` })
  await pause(count % 3)
}

/** Asks again where the message has just left the outbox for the log. */
async function untilTaken(ask: () => Promise<unknown>): Promise<void> {
  for (;;) {
    const isTaken = await ask().then(
      () => true,
      () => false,
    )
    if (isTaken) return
  }
}
