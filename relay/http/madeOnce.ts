/** Returns a function that calls `make` when it is first called, and keeps what it returned. */
export function madeOnce<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/**
 * Returns a function that shares one result of `make` among all who call while it is made and for `freshMs` after it was begun;
 * `now` is of a monotonic clock, in ms. A failure is not kept.
 */
export function madeAtMost<T>(
  { freshMs, now }: { readonly freshMs: number; readonly now: () => number },
  make: () => Promise<T>,
): () => Promise<T> {
  let last: { readonly made: Promise<T>; readonly beganAtMs: number; isDone: boolean } | undefined
  return () => {
    const nowMs = now()
    if (last && (!last.isDone || Math.abs(nowMs - last.beganAtMs) < freshMs)) return last.made
    const current = { made: make(), beganAtMs: nowMs, isDone: false }
    last = current
    current.made.then(
      () => {
        current.isDone = true
      },
      () => {
        if (last === current) last = undefined
      },
    )
    return current.made
  }
}
