import { z } from 'zod'
import { clinicDocumentSchema } from '../../src/shared/model/clinic/clinicRules.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import { refusalSchema } from '../../src/shared/protocol/acknowledgement.ts'
import {
  invitationAnswerSchema,
  invitationPaths,
  listedInvitationsSchema,
  revokedInvitationsSchema,
} from '../../src/shared/protocol/invitation.ts'
import { atRelay } from '../../src/shared/protocol/relayAddress.ts'
import { restPaths } from '../../src/shared/protocol/rest.ts'
import { clinicAnswerSchema } from '../../src/shared/protocol/settings/clinic.ts'
import { erasedSchema, listedSessionSchema, listedUserSchema, purgedSchema } from '../administration/administration.ts'
import { sessionExportSchema } from '../administration/sessionExport.ts'
import type { WholeAdministration } from './commandParts.ts'

/**
 * The same administration, asked of a relay that runs, over REST. `token` is an administrator's: the relay goes by it, not by
 * the principal. Rejects with the relay's own refusal, or `FailureError('offline')` when it does not answer.
 */
export function createRemoteAdministration(url: string, token: string): WholeAdministration {
  async function ask<T>(schema: z.ZodType<T>, method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(atRelay(url, path), {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }).catch(() => {
      throw new FailureError('offline', 'the relay does not answer: check --relay')
    })
    const answer: unknown = await response.json().catch(() => undefined)
    const refusal = refusalSchema.safeParse(answer)
    if (refusal.success) throw new FailureError(refusal.data.code, refusal.data.error)
    const parsed = schema.safeParse(answer)
    if (!parsed.success) throw new FailureError('protocol', 'what answers there is no relay of this version')
    return parsed.data
  }
  const idOf = encodeURIComponent
  const linksOf = invitationPaths.of

  return {
    listUsers: async () => (await ask(z.object({ users: z.array(listedUserSchema) }), 'GET', '/api/admin/users')).users,
    listSessions: async () =>
      (await ask(z.object({ sessions: z.array(listedSessionSchema) }), 'GET', '/api/admin/sessions')).sessions,
    putUser: async (_principal, id, put) => {
      await ask(z.unknown(), 'PUT', `/api/users/${idOf(id)}`, put)
    },
    eraseUser: (_principal, id) => ask(erasedSchema, 'DELETE', `/api/users/${idOf(id)}`),
    closeSession: async (_principal, sessionId, id, reason) => {
      const body = { id, ...(reason === undefined ? {} : { reason }) }
      await ask(z.unknown(), 'POST', `/api/admin/sessions/${idOf(sessionId)}/close`, body)
    },
    revokeTokens: async (_principal, userId) => {
      const path = `/api/admin/users/${idOf(userId)}/tokens`
      return (await ask(z.object({ revoked: z.int() }), 'DELETE', path)).revoked
    },
    exportSession: (_principal, id) => ask(sessionExportSchema, 'GET', `/api/admin/sessions/${idOf(id)}/export`),
    listLinks: async (_principal, id) => (await ask(listedInvitationsSchema, 'GET', linksOf(id))).invitations,
    makeLink: (_principal, id, wish) => ask(invitationAnswerSchema, 'POST', linksOf(id), wish),
    revokeLinks: async (_principal, id, userId) => {
      const query = userId === undefined ? '' : `?userId=${idOf(userId)}`
      return (await ask(revokedInvitationsSchema, 'DELETE', `${linksOf(id)}${query}`)).revoked
    },
    readClinic: async (_principal, held) => {
      const query = held === undefined ? '' : `?held=${held}`
      return (await ask(clinicAnswerSchema, 'GET', `${restPaths.clinic}${query}`)).clinic
    },
    putClinic: (_principal, put) => ask(clinicDocumentSchema, 'PUT', restPaths.clinic, put),
    purge: (_principal, { beforeMs: before, isTrial: trial, takesRedacted: redacted }) =>
      ask(purgedSchema, 'POST', '/api/admin/purge', { before, trial, redacted }),
  }
}
