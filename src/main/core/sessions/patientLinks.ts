import type { Handlers } from '../../../shared/ipc/commands.ts'
import type { RelayRest } from '../link/relayRest.ts'
import type { TokenKeeper } from '../link/tokens.ts'

/** The links by which patients come into a session, as the relay has them now. */
export function createPatientLinks(parts: {
  readonly rest: Pick<RelayRest, 'listLinks'>
  readonly tokens: Pick<TokenKeeper, 'current'>
}) {
  return {
    handlers: {
      /** The newest link of each patient. */
      readLinks: async ({ sessionId }) => {
        const links = await parts.rest.listLinks(sessionId, await parts.tokens.current())
        return { links: [...new Map(links.map((link) => [link.userId, link])).values()] }
      },
    } satisfies Partial<Handlers>,
  }
}
