import { type Role, roleSchema } from '../../src/shared/model/role.ts'

/** Claims of a token that say who its bearer is. */
export interface ClaimSettings {
  /** Claim of the subject; null: `userId`, `sub` or `id`. */
  readonly subject: string | null
  /** Claim of the role, or of roles; null: `role`. */
  readonly role: string | null
  /** Roles by words of other systems, in lower case; they count before those that the relay knows itself. */
  readonly roles: ReadonlyMap<string, Role>
  /** Whether the relay signs tokens too: its own have `userId` and `role`, whatever those of others have. */
  readonly takesOwn: boolean
}

/**
 * Words of the five systems for those who use them. Who only keeps a clinic's books is in none of its conversations, so `accountant` is
 * not one of them.
 */
const roleOfWord: Readonly<Record<string, Role>> = {
  patient: 'patient',
  customer: 'patient',
  user: 'patient',
  clinician: 'clinician',
  provider: 'clinician',
  service_provider: 'clinician',
  doctor: 'clinician',
  nurse: 'clinician',
  pharmacist: 'clinician',
  support: 'support',
  lsm: 'support',
  local_service_manager: 'support',
  manager: 'support',
  receptionist: 'support',
  admin: 'admin',
  clinic_admin: 'admin',
  super_admin: 'admin',
}

/** Returns the role that a word stands for, whatever its case. */
export function roleOf(word: string, roles: ClaimSettings['roles']): Role | undefined {
  const lower = word.toLowerCase()
  return roles.get(lower) ?? (Object.hasOwn(roleOfWord, lower) ? roleOfWord[lower] : undefined)
}

/** Reads `word=role,word=role`. Returns undefined for a text of another form, a role that is none, or a word that is given two. */
export function readRoleWords(text: string): ReadonlyMap<string, Role> | undefined {
  const roles = new Map<string, Role>()
  for (const pair of text.split(',')) {
    const [, word, given] = /^\s*([^=,]{1,200}?)\s*=\s*([a-z]+)\s*$/.exec(pair) ?? []
    const role = roleSchema.options.find((option) => option === given)
    if (word === undefined || word === '' || role === undefined) return undefined
    const earlier = roles.get(word.toLowerCase())
    if (earlier !== undefined && earlier !== role) return undefined
    roles.set(word.toLowerCase(), role)
  }
  return roles
}
