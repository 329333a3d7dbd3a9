import type { Handlers } from '../../../shared/ipc/commands.ts'
import type { RelayRest } from '../link/relayRest.ts'
import type { TokenKeeper } from '../link/tokens.ts'

/** The links by which patients come into a session, as the relay has them now. */
export function createPatientLinks(parts: {
  readonly rest: Pick<RelayRest, 'listLinks' | 'makeLink' | 'revokeLinks'>
  readonly tokens: Pick<TokenKeeper, 'current'>
}) {
  return {
    handlers: {
      /** The newest link of each patient. */
      readLinks: async ({ sessionId }) => {
        const links = await parts.rest.listLinks(sessionId, await parts.tokens.current())
        return { links: [...new Map(links.map((link) => [link.userId, link])).values()] }
      },
      invitePatient: async ({ sessionId, ...wish }) =>
        parts.rest.makeLink(sessionId, wish, await parts.tokens.current()),
      revokeLinks: async ({ sessionId, userId }) => ({
        revoked: await parts.rest.revokeLinks(sessionId, userId, await parts.tokens.current()),
      }),
    } satisfies Partial<Handlers>,
  }
}
