import { type ScryptOptions, scrypt, scryptSync } from 'node:crypto'

/** scrypt's work: 2^`log2N` steps over blocks of 128 * `r` bytes, `p` times over. */
export interface ScryptCost {
  readonly log2N: number
  readonly r: number
  readonly p: number
}

/** The key of a password, by scrypt. */
export type DeriveKey = (password: string, salt: Buffer, cost: ScryptCost) => Promise<Buffer>

export const derivedKeyBytes = 32

function optionsOf({ log2N, r, p }: ScryptCost): ScryptOptions {
  const N = 2 ** log2N
  return { N, r, p, maxmem: 128 * N * r + 1024 * 1024 }
}

/** In the thread that asks, which does nothing else meanwhile. */
export function deriveKeyNow(password: string, salt: Uint8Array, cost: ScryptCost): Buffer {
  return scryptSync(password, salt, derivedKeyBytes, optionsOf(cost))
}

/** In the threads of Node, which files wait for too: for programs that have one password to look at. */
export const deriveKey: DeriveKey = (password, salt, cost) =>
  new Promise((resolve, reject) => {
    scrypt(password, salt, derivedKeyBytes, optionsOf(cost), (error, key) => (error ? reject(error) : resolve(key)))
  })
