import { randomBytes, randomUUID } from 'node:crypto'

/** Randomness as a parameter, so that a test can repeat a run. */
export interface Random {
  /** At least 0 and less than 1. */
  readonly fraction: () => number
  /** For keys: must be cryptographically strong outside tests. */
  readonly bytes: (count: number) => Uint8Array
  readonly uuid: () => string
}

export const systemRandom: Random = {
  fraction: () => Math.random(),
  bytes: (count) => new Uint8Array(randomBytes(count)),
  uuid: () => randomUUID(),
}
