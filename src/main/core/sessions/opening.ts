import type { Handlers } from '../../../shared/ipc/commands.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { RelayRest } from '../link/relayRest.ts'
import type { TokenKeeper } from '../link/tokens.ts'

/** Sessions that this person opens, asked of the relay at once: a patient who is at the door needs a link, which only it makes. */
export function createOpening(parts: {
  readonly rest: Pick<RelayRest, 'openSession'>
  readonly tokens: Pick<TokenKeeper, 'current'>
}) {
  return {
    handlers: {
      openSession: async (post) => {
        const session = await parts.rest.openSession(post, await parts.tokens.current())
        const patient = session.participants.find(({ role }) => role === 'patient')
        if (!patient) throw new FailureError('internal', 'The relay opened a session without its patient.')
        return { sessionId: session.id, patientId: patient.userId }
      },
    } satisfies Partial<Handlers>,
  }
}
