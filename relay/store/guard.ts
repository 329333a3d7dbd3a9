/** Runs one access to the database; what the driver throws leaves it as the `FailureError` it stands for. */
export type Guard = <T>(access: () => Promise<T>) => Promise<T>

/** A guard that tries once. `explain` turns a driver's error into the `FailureError` it stands for, or gives it back. */
export function createGuard(explain: (error: unknown) => unknown): Guard {
  return async (access) => {
    try {
      return await access()
    } catch (error) {
      throw explain(error)
    }
  }
}
