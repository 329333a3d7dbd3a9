import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

export interface Passwords {
  /** The scrypt hash of a password in PHC text form, with a new salt. */
  readonly hash: (password: string) => Promise<string>
  /**
   * Whether the password belongs to this hash. For `null`, and for what is no hash of ours, the answer is no and takes as long, so
   * that the time does not tell which users exist.
   */
  readonly verify: (password: string, hash: string | null) => Promise<boolean>
}

/** scrypt's work: 2^`log2N` steps over blocks of 128 * `r` bytes, `p` times over. */
interface ScryptCost {
  readonly log2N: number
  readonly r: number
  readonly p: number
}

interface PasswordHash {
  readonly cost: ScryptCost
  readonly salt: Buffer
  readonly key: Buffer
}

/** 32 MiB and about 0.2 s on one core: OWASP's recommendation of equal strength that needs the least memory at once. */
const currentCost: ScryptCost = { log2N: 15, r: 8, p: 3 }
const saltBytes = 16
const keyBytes = 32
/** A hash that asks for more than this was not written by us, and would let the database exhaust the relay's memory. */
const highest: ScryptCost = { log2N: 18, r: 16, p: 8 }

function derive(password: string, salt: Buffer, { log2N, r, p }: ScryptCost): Promise<Buffer> {
  const N = 2 ** log2N
  const options: ScryptOptions = { N, r, p, maxmem: 128 * N * r + 1024 * 1024 }
  return new Promise((resolve, reject) => {
    // Two keyboards may type one accented letter as different code points.
    scrypt(password.normalize('NFKC'), salt, keyBytes, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

function format({ cost, salt, key }: PasswordHash): string {
  return `$scrypt$ln=${cost.log2N},r=${cost.r},p=${cost.p}$${base64(salt)}$${base64(key)}`
}

const phcPattern = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{8,128})\$([A-Za-z0-9+/]{43})$/

function parse(text: string): PasswordHash | undefined {
  const [, log2N, r, p, salt, key] = phcPattern.exec(text) ?? []
  if (salt === undefined || key === undefined) return undefined
  const cost = { log2N: Number(log2N), r: Number(r), p: Number(p) }
  if (cost.log2N < 1 || cost.r < 1 || cost.p < 1) return undefined
  if (cost.log2N > highest.log2N || cost.r > highest.r || cost.p > highest.p) return undefined
  return { cost, salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64') }
}

/** Hashes and verifies passwords; `randomBytes` supplies the salts. */
export function createPasswords(
  randomBytes: (count: number) => Buffer,
  cost: { readonly log2N: number; readonly r: number; readonly p: number } = currentCost,
): Passwords {
  const decoy: PasswordHash = { cost, salt: randomBytes(saltBytes), key: randomBytes(keyBytes) }
  return {
    hash: async (password) => {
      const salt = randomBytes(saltBytes)
      return format({ cost, salt, key: await derive(password, salt, cost) })
    },
    verify: async (password, text) => {
      const known = text === null ? undefined : parse(text)
      const { cost: itsCost, salt, key } = known ?? decoy
      const isEqual = timingSafeEqual(await derive(password, salt, itsCost), key)
      return isEqual && known !== undefined
    },
  }
}
