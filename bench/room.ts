/** One member of a room under load: sends, and hears what arrives. */
export interface Member {
  /** Resolves when the server has acknowledged the message. */
  readonly send: (text: string) => Promise<void>
  /** From now on `heard` is told of every message that arrives at this member, in place of what was told before. */
  readonly listen: (heard: (text: string) => void) => void
  readonly close: () => void
}

export interface RoomLoad {
  readonly messagesPerSecond: number
  readonly deliveriesPerSecond: number
  /** Messages acknowledged in all, warm-up included. */
  readonly acknowledged: number
}

/**
 * Closed loop: every member keeps one message under way for the duration; then waits until the last copy has arrived at the
 * last member. `warmUpMs` of the same load comes before and is not counted. Throws when copies go missing.
 */
export async function loadRoom(
  members: readonly Member[],
  load: { readonly warmUpMs: number; readonly durationMs: number; readonly text: string },
): Promise<RoomLoad> {
  let acknowledged = 0
  let delivered = 0
  let sending = true
  for (const member of members) {
    member.listen(() => {
      delivered += 1
    })
  }
  const loops = members.map(async (member) => {
    while (sending) {
      await member.send(load.text)
      acknowledged += 1
    }
  })
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  await pause(load.warmUpMs)
  const before = { at: performance.now(), acknowledged, delivered }
  await pause(load.durationMs)
  const after = { at: performance.now(), acknowledged, delivered }
  sending = false
  await Promise.all(loops)
  const expected = acknowledged * members.length
  for (let waited = 0; delivered < expected && waited < 200; waited += 1) await pause(25)
  if (delivered !== expected) {
    throw new Error(`${expected} copies were due at ${members.length} members and ${delivered} arrived`)
  }
  const seconds = (after.at - before.at) / 1000
  return {
    messagesPerSecond: (after.acknowledged - before.acknowledged) / seconds,
    deliveriesPerSecond: (after.delivered - before.delivered) / seconds,
    acknowledged,
  }
}
