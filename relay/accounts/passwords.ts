import { timingSafeEqual } from 'node:crypto'
import { type DeriveKey, derivedKeyBytes, type ScryptCost } from './deriveKey.ts'

export interface Passwords {
  /** The scrypt hash of a password in PHC text form, with a new salt. */
  readonly hash: (password: string) => Promise<string>
  /**
   * Returns whether the password belongs to this hash. For `null`, and for what is no hash of ours, it is false after as
   * long, so that the time does not show which users exist.
   */
  readonly verify: (password: string, hash: string | null) => Promise<boolean>
}

interface PasswordHash {
  readonly cost: ScryptCost
  readonly salt: Buffer
  readonly key: Buffer
}

/** 32 MiB and about 0.2 s on one core: OWASP's recommendation of equal strength that needs the least memory at once. */
const currentCost: ScryptCost = { log2N: 15, r: 8, p: 3 }
const saltBytes = 16
/** A hash that asks for more than this was not written by us, and would let the database exhaust the relay's memory. */
const highest: ScryptCost = { log2N: 18, r: 16, p: 8 }

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

/** Hashes and verifies passwords; `randomBytes` supplies the salts, and `deriveKey` may refuse when it has too much to do. */
export function createPasswords(
  randomBytes: (count: number) => Buffer,
  deriveKey: DeriveKey,
  cost: ScryptCost = currentCost,
): Passwords {
  // Two keyboards may type one accented letter as different code points.
  const derive = (password: string, salt: Buffer, itsCost: ScryptCost) =>
    deriveKey(password.normalize('NFKC'), salt, itsCost)
  const decoy: PasswordHash = { cost, salt: randomBytes(saltBytes), key: randomBytes(derivedKeyBytes) }
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
