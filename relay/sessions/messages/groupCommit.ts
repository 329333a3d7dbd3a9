import type { Logger } from 'pino'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { BatchScheduler } from './createBatchScheduler.ts'

export interface GroupCommitParts<Request, Outcome> {
  /** Stores all of them in one transaction and gives their outcomes in the same order, or rejects with nothing stored. */
  readonly commit: (requests: readonly Request[]) => Promise<readonly Outcome[]>
  readonly largestBatch: number
  /** Begins a commit once everything that has arrived by now has been taken in, or later. */
  readonly scheduler: BatchScheduler
  /** Once so many wait, the scheduler is flushed: what a commit costs is shared by enough of them. By default it never is. */
  readonly enough?: number
  /** Runs a task in the next turn of the event loop. With it a commit begins only once a turn has brought nothing more, or some have passed. */
  readonly nextTurn?: (task: () => void) => void
  readonly log: Logger
}

export interface GroupCommit<Request, Outcome> {
  /** Resolves after the commit. Rejects with a `FailureError` whose retry is `later`, and then nothing was stored. */
  readonly add: (request: Request) => Promise<Outcome>
  /** Resolves when everything added so far is committed or refused. */
  readonly drain: () => Promise<void>
}

interface Waiting<Request, Outcome> {
  readonly request: Request
  readonly settle: (outcome: Outcome) => void
  readonly refuse: (reason: unknown) => void
}

/** Turns of the event loop that a commit waits at the most for what still arrives. */
const mostTurns = 4

/**
 * Commits requests together: those that arrive until the scheduler begins, after at most `mostTurns` turns while more comes, and those
 * that arrive while a commit runs in the next one; never more than `largestBatch` at once.
 */
export function createGroupCommit<Request, Outcome>(
  parts: GroupCommitParts<Request, Outcome>,
): GroupCommit<Request, Outcome> {
  const { commit, largestBatch, scheduler, enough = Number.POSITIVE_INFINITY, nextTurn, log } = parts
  const waiting: Waiting<Request, Outcome>[] = []
  let isRunning = false
  let drainWaiters: (() => void)[] = []

  async function commitAll(batch: readonly Waiting<Request, Outcome>[]): Promise<void> {
    let outcomes: readonly Outcome[]
    try {
      outcomes = await commit(batch.map(({ request }) => request))
    } catch (error) {
      if (error instanceof FailureError) {
        for (const { refuse } of batch) refuse(error)
      } else if (batch.length > 1) {
        // One request that the database will not have must not hold up the others.
        for (const one of batch) await commitAll([one])
      } else {
        log.error({ error }, 'commit failed')
        for (const { refuse } of batch)
          refuse(new FailureError('unavailable', 'The relay could not store this. Try again.'))
      }
      return
    }
    batch.forEach(({ settle, refuse }, index) => {
      const outcome = outcomes[index]
      if (outcome === undefined) refuse(new FailureError('internal', 'The relay lost track of a request.'))
      else settle(outcome)
    })
  }

  function begin(): void {
    isRunning = true
    scheduler.run(() => gather(0, 0))
    if (waiting.length >= enough) scheduler.flushNow()
  }

  /** `before`: how many waited a turn ago. */
  function gather(before: number, turns: number): void {
    const { length } = waiting
    if (nextTurn && length > before && length < largestBatch && turns < mostTurns)
      nextTurn(() => gather(length, turns + 1))
    else void run()
  }

  async function run(): Promise<void> {
    const batch = waiting.splice(0, largestBatch)
    await commitAll(batch)
    if (waiting.length > 0) {
      begin()
      return
    }
    isRunning = false
    const done = drainWaiters
    drainWaiters = []
    for (const resolve of done) resolve()
  }

  return {
    add: (request) =>
      new Promise((settle, refuse) => {
        waiting.push({ request, settle, refuse })
        if (!isRunning) begin()
        else if (waiting.length >= enough) scheduler.flushNow()
      }),
    drain: () =>
      isRunning
        ? new Promise((resolve) => {
            drainWaiters.push(resolve)
          })
        : Promise.resolve(),
  }
}
