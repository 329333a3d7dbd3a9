import { setTimeout as pause } from 'node:timers/promises'
import type { Member } from '../fixtures/room.ts'

export interface FanOut {
  /** Of each message that counts, from when it should have been sent to when the last member had it. */
  readonly latenciesMs: Float64Array
  /** Messages that were sent and acknowledged, warm-up included. */
  readonly acknowledged: number
}

export interface OpenLoad {
  readonly messagesPerSecond: number
  readonly warmUpMs: number
  readonly durationMs: number
  readonly text: string
}

/** Longest time that the last copies may take when all is sent. */
const lastCopiesMs = 10_000

/**
 * Open loop: the members send in turn, by a schedule that does not wait for anything. What was sent late counts from when it was
 * due, so a server that stalls is charged for all that it kept waiting. Warm-up is sent alike and not counted. Throws when
 * a message is refused, and when copies go missing or come twice.
 */
export async function loadOpenLoop(members: readonly Member[], load: OpenLoad): Promise<FanOut> {
  const { messagesPerSecond, warmUpMs, durationMs, text } = load
  const count = Math.round((messagesPerSecond * (warmUpMs + durationMs)) / 1000)
  const copies = new Uint16Array(count)
  const completedAt = new Float64Array(count)
  const all = Promise.withResolvers<void>()
  let completed = 0
  for (const member of members) {
    member.listen((received) => {
      const index = Number.parseInt(received, 10)
      if (index >= count) return
      const had = (copies[index] ?? 0) + 1
      copies[index] = had
      if (had < members.length) return
      completedAt[index] = performance.now()
      completed += 1
      if (completed === count) all.resolve()
    })
  }

  const startAt = performance.now()
  const dueAt = (index: number) => startAt + (index * 1000) / messagesPerSecond
  // Counted and let go: to keep what was promised for each would make the clients' garbage collection what is measured.
  const allAnswered = Promise.withResolvers<void>()
  let answered = 0
  let refusal: unknown
  const took = () => {
    answered += 1
    if (answered === count) allAnswered.resolve()
  }
  const refused = (error: unknown) => {
    refusal = error
    allAnswered.resolve()
  }
  for (let index = 0; index < count && refusal === undefined; ) {
    for (; index < count && dueAt(index) <= performance.now(); index += 1)
      members[index % members.length]?.send(`${index} ${text}`).then(took, refused)
    await pause(1)
  }
  await allAnswered.promise
  if (refusal !== undefined) throw refusal
  await Promise.race([all.promise, pause(lastCopiesMs)])
  const wrong = copies.findIndex((had) => had !== members.length)
  if (wrong !== -1) throw new Error(`message ${wrong} arrived ${copies[wrong]} times at ${members.length} members`)

  const firstCounted = Math.ceil((messagesPerSecond * warmUpMs) / 1000)
  return {
    latenciesMs: completedAt.map((at, index) => at - dueAt(index)).subarray(firstCounted),
    acknowledged: count,
  }
}
