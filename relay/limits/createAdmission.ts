import { BusyError } from './busyError.ts'

/** Does the work, or refuses with `BusyError`, before anything of it was begun, while as many others are under way as may be. */
export type Admit = <T>(work: () => Promise<T>) => Promise<T>

/** Admits so many at once; who is refused may try again after `retryAfterMs`. */
export function createAdmission({
  atOnce,
  retryAfterMs,
}: {
  readonly atOnce: number
  readonly retryAfterMs: number
}): Admit {
  let underWay = 0
  return async (work) => {
    if (underWay >= atOnce) throw new BusyError(retryAfterMs)
    underWay += 1
    try {
      return await work()
    } finally {
      underWay -= 1
    }
  }
}
