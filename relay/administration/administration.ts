import { z } from 'zod'
import type { EntryId, SessionId, UserId } from '../../src/shared/model/ids.ts'
import { instantMsSchema, sessionIdSchema, userIdSchema } from '../../src/shared/model/ids.ts'
import { roleSchema } from '../../src/shared/model/role.ts'
import { sessionKindSchema } from '../../src/shared/model/session.ts'
import type {
  invitationAnswerSchema,
  invitationPostSchema,
  ListedInvitation,
} from '../../src/shared/protocol/invitation.ts'
import type { UserPut } from '../../src/shared/protocol/rest.ts'
import type { Erased } from '../accounts/erasePerson.ts'
import type { Purge, Purged } from '../retention/createRetention.ts'
import type { Principal } from '../sessions/access/principal.ts'
import type { SessionExport } from './sessionExport.ts'

/** An account in a list of all. */
export const listedUserSchema = z.object({
  id: userIdSchema,
  name: z.string(),
  role: roleSchema,
  email: z.string().optional(),
  hasPassword: z.boolean(),
})
export type ListedUser = z.infer<typeof listedUserSchema>

/** A session in a list of all. */
export const listedSessionSchema = z.object({
  id: sessionIdSchema,
  kind: sessionKindSchema,
  active: z.boolean(),
  createdAt: instantMsSchema,
  expiresAt: instantMsSchema.optional(),
  participants: z.array(z.object({ userId: userIdSchema, role: roleSchema })),
  /** Entries of both threads. */
  entries: z.int().min(0),
})
export type ListedSession = z.infer<typeof listedSessionSchema>

/** Result of an erasure. */
export const erasedSchema = z.object({ pseudonym: z.string(), sessions: z.int().min(0), entries: z.int().min(0) })

export const purgePostSchema = z.object({
  before: instantMsSchema,
  trial: z.boolean().default(false),
  redacted: z.boolean().default(false),
})
export const purgedSchema = z.object({
  sessionIds: z.array(sessionIdSchema),
  redacted: z.int().min(0),
  files: z.int().min(0),
})

/** Actions of administrators beside those of everyone. Each refuses others with `FailureError('forbidden')`. */
export interface Administration {
  readonly listUsers: (principal: Principal) => Promise<ListedUser[]>
  readonly listSessions: (principal: Principal) => Promise<ListedSession[]>
  /** Creates or changes an account. */
  readonly putUser: (principal: Principal, id: UserId, put: UserPut) => Promise<void>
  /** Erases a person; see `ErasePerson`. Refuses with `notFound`. */
  readonly eraseUser: (principal: Principal, id: UserId) => Promise<Erased>
  readonly closeSession: (principal: Principal, sessionId: SessionId, id: EntryId, reason?: string) => Promise<void>
  /** Signs a user out on every device once their access tokens have run out; returns how many refresh tokens that took. */
  readonly revokeTokens: (principal: Principal, userId: UserId) => Promise<number>
  /** Refuses with `notFound`. */
  readonly exportSession: (principal: Principal, id: SessionId) => Promise<SessionExport>
  readonly purge: (principal: Principal, purge: Purge) => Promise<Purged>
}

/** The links by which patients come into sessions, for administrators. */
export interface Links {
  /** The oldest first. Refuses with `notFound`. */
  readonly listLinks: (principal: Principal, sessionId: SessionId) => Promise<readonly ListedInvitation[]>
  /**
   * A new link in the place of the earlier ones of this patient, and until when it can be opened (ms since 1970). Refuses with `notFound`,
   * `sessionClosed`, or with `invalid` when it is not clear which patient is meant.
   */
  readonly makeLink: (
    principal: Principal,
    sessionId: SessionId,
    wish: z.output<typeof invitationPostSchema>,
  ) => Promise<z.infer<typeof invitationAnswerSchema>>
  /** Takes back those of one patient, or all; returns how many stood until now. Refuses with `notFound`. */
  readonly revokeLinks: (principal: Principal, sessionId: SessionId, userId: UserId | undefined) => Promise<number>
}
