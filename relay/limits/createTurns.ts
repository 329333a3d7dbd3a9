import { FailureError } from '../../src/shared/model/failure.ts'
import { createTurnBudget } from './createTurnBudget.ts'

/**
 * Runs what users ask for, in turn: a little in each turn of the event loop, so that what others send is taken in between, and of
 * each user in order a few things at once, so that nobody waits for all that one user has asked for. What is large begins one at a
 * time for a user, and rests after it. What finds nothing before it begins at once. `costOf` gives what it came to beside `cost`.
 * Refuses with `rateLimited` when too much of a user waits.
 */
export type Turns = <T>(key: string, cost: number, work: () => Promise<T>, costOf?: (answer: T) => number) => Promise<T>

interface Queue {
  underWay: number
  /** Something that costs a whole turn is under way, or rests. */
  isBusy: boolean
  readonly waiting: { readonly cost: number; readonly begin: () => void }[]
}

export interface TurnsParts {
  readonly nextTurn: (task: () => void) => void
  /** Points that may be begun in one turn; what costs as much by itself is large. */
  readonly costOfTurn: number
  /** Most tasks of one user that run at once, and that may wait. */
  readonly atOnce: number
  readonly waitingAtMost: number
  /** Calls `end` when who asked for so much may be given something large again. By default that is at once. */
  readonly rest?: (cost: number, end: () => void) => void
}

const atOnceAgain = (_cost: number, end: () => void) => end()

export function createTurns({ nextTurn, costOfTurn, atOnce, waitingAtMost, rest = atOnceAgain }: TurnsParts): Turns {
  const queues = new Map<string, Queue>()
  /** Those of whom something waits that may begin, the next one first. */
  const ready = new Set<string>()
  const budget = createTurnBudget({ nextTurn, costOfTurn, renewed: beginNext })

  const isLarge = (cost: number) => cost >= costOfTurn
  const hasRoom = ({ underWay, isBusy }: Queue, cost: number) => underWay < atOnce && !(isBusy && isLarge(cost))

  function take(queue: Queue, cost: number): void {
    queue.underWay += 1
    queue.isBusy ||= isLarge(cost)
    budget.take(cost)
  }
  function beginNext(): void {
    for (const key of ready) {
      if (!budget.isLeft()) break
      ready.delete(key)
      const queue = queues.get(key)
      const next = queue?.waiting.shift()
      if (!queue || !next) continue
      take(queue, next.cost)
      next.begin()
      // At the end: the others come first.
      offer(key, queue)
    }
    if (ready.size > 0) budget.renewLater()
  }
  function offer(key: string, queue: Queue): void {
    const [next] = queue.waiting
    if (next && hasRoom(queue, next.cost)) ready.add(key)
  }
  function goOn(key: string, queue: Queue): void {
    if (queue.underWay === 0 && !queue.isBusy && queue.waiting.length === 0) queues.delete(key)
    else offer(key, queue)
    if (ready.size > 0) budget.renewLater()
  }

  async function carryOut<T>(key: string, queue: Queue, cost: number, task: Task<T>): Promise<T> {
    let came = cost
    try {
      const answer = await task.work()
      came += task.costOf?.(answer) ?? 0
      return answer
    } finally {
      queue.underWay -= 1
      if (isLarge(cost)) restAfter(key, queue, came)
      goOn(key, queue)
    }
  }
  function restAfter(key: string, queue: Queue, cost: number): void {
    rest(cost, () => {
      queue.isBusy = false
      goOn(key, queue)
    })
  }

  return async (key, cost, work, costOf) => {
    const queue = queues.get(key) ?? { underWay: 0, isBusy: false, waiting: [] }
    if (queue.waiting.length >= waitingAtMost) throw tooManyWait()
    queues.set(key, queue)
    // Nearly all: nothing is before it, and a queue would cost more than most of what passes here.
    const isNext = ready.size === 0 && queue.waiting.length === 0 && budget.isLeft() && hasRoom(queue, cost)
    if (isNext) take(queue, cost)
    else await wait(key, queue, cost)
    return await carryOut(key, queue, cost, { work, costOf })
  }

  function wait(key: string, queue: Queue, cost: number): Promise<void> {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    queue.waiting.push({ cost, begin })
    offer(key, queue)
    beginNext()
    return begun
  }
}

interface Task<T> {
  readonly work: () => Promise<T>
  readonly costOf: ((answer: T) => number) | undefined
}

const tooManyWait = () =>
  new FailureError('rateLimited', 'Too many requests wait for their answers. Wait for some of them.')
