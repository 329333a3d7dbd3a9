import type { Account } from '../../shared/ipc/account.ts'
import type { ConsoleEvent } from '../../shared/ipc/events.ts'
import type { Core } from '../core/core.ts'

/** The same core, which offers `relayUrl` to whoever is signed out, in place of the relay of the last time. */
export function withDefaultRelay(core: Core, relayUrl: string | null): Core {
  if (relayUrl === null) return core
  const offer = (account: Account): Account => (account.state === 'signedOut' ? { ...account, relayUrl } : account)
  const offerIn = (event: ConsoleEvent): ConsoleEvent =>
    event.name === 'accountChanged' ? { name: event.name, payload: offer(event.payload) } : event
  return {
    ...core,
    handlers: {
      ...core.handlers,
      readConsole: async (request) => {
        const console = await core.handlers.readConsole(request)
        return { ...console, account: offer(console.account) }
      },
      signOut: async (request) => offer(await core.handlers.signOut(request)),
    },
    listen: (listener) => core.listen((event) => listener(offerIn(event))),
  }
}
