/** Runs one access to the database; what the driver throws leaves it as the `FailureError` it stands for. */
export type Guard = <T>(access: () => Promise<T>) => Promise<T>
