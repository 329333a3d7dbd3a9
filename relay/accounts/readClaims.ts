import { z } from 'zod'
import { type UserId, userIdSchema } from '../../src/shared/model/ids.ts'
import type { Role } from '../../src/shared/model/role.ts'
import { type ClaimSettings, roleOf } from './claimSettings.ts'

type Claims = Readonly<Record<string, unknown>>

const subjectSchema = z.union([z.string(), z.int().min(0).transform(String)]).pipe(userIdSchema)

/** More of them in one claim are nobody's roles. */
const mostRoles = 1_000

const rolesSchema = z.union([z.string().transform((word) => [word]), z.array(z.string()).max(mostRoles)])

/** From the one who may do most: whom an identity provider gives several roles has them all. */
const byRank: readonly Role[] = ['admin', 'support', 'clinician', 'patient']

/**
 * Returns a claim by its name, or by the names of the objects that it lies in with dots between them: `realm_access.roles`. A name that has dots
 * itself, such as `https://clinic.example/roles`, is found as it is.
 */
function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path]
  return path.split('.').reduce<unknown>((within, name) => {
    if (typeof within !== 'object' || within === null || Array.isArray(within)) return undefined
    return Object.entries(within).find(([field]) => field === name)?.[1]
  }, claims)
}

/**
 * Returns the subject of a token; undefined where no claim names one, one of them names none that could be, or they name different people: two
 * readers of such a token would see two people in it.
 */
export function subjectOf(claims: Claims, { subject, takesOwn }: ClaimSettings): UserId | undefined {
  const named = subject === null ? undefined : claimAt(claims, subject)
  const usual = subject === null || takesOwn ? [claims.userId, claims.sub, claims.id] : []
  const given = named === undefined ? usual : [named]
  const subjects = given.filter((value) => value !== undefined).map((value) => subjectSchema.safeParse(value).data)
  const [userId, ...others] = new Set(subjects)
  return others.length > 0 ? undefined : userId
}

/**
 * Returns the role that a token names: of several, the one that may do most, and words that are none of a role are passed over. `'none'` where it
 * names none at all, `'unknown'` where what it names is no word that is known.
 */
export function roleOfToken(claims: Claims, { role: path, roles, takesOwn }: ClaimSettings): Role | 'none' | 'unknown' {
  const usual = path === null || takesOwn ? claims.role : undefined
  const claim = (path === null ? undefined : claimAt(claims, path)) ?? usual
  if (claim === undefined || claim === null) return 'none'
  const words = rolesSchema.safeParse(claim)
  if (!words.success) return 'unknown'
  if (words.data.length === 0) return 'none'
  const known = new Set(words.data.map((word) => roleOf(word, roles)))
  return byRank.find((role) => known.has(role)) ?? 'unknown'
}
