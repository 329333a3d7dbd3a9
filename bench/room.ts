/** One member of a room under load: sends, and counts what arrives. */
export interface Member {
  /** Resolves when the server has acknowledged the message. */
  readonly send: (text: string) => Promise<void>
  /** How many messages have arrived at this member so far. */
  readonly received: () => number
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
  let sending = true
  const loops = members.map(async (member) => {
    while (sending) {
      await member.send(load.text)
      acknowledged += 1
    }
  })
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  const delivered = () => members.reduce((sum, member) => sum + member.received(), 0)
  await pause(load.warmUpMs)
  const before = { at: performance.now(), acknowledged, delivered: delivered() }
  await pause(load.durationMs)
  const after = { at: performance.now(), acknowledged, delivered: delivered() }
  sending = false
  await Promise.all(loops)
  const expected = acknowledged * members.length
  for (let waited = 0; delivered() < expected && waited < 200; waited += 1) await pause(25)
  if (delivered() !== expected) {
    throw new Error(`${expected} copies were due at ${members.length} members and ${delivered()} arrived`)
  }
  const seconds = (after.at - before.at) / 1000
  return {
    messagesPerSecond: (after.acknowledged - before.acknowledged) / seconds,
    deliveriesPerSecond: (after.delivered - before.delivered) / seconds,
    acknowledged,
  }
}
