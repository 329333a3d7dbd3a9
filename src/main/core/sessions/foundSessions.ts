import { requireAnswer } from '../../../client/reply.ts'
import type { Handlers } from '../../../shared/ipc/commands.ts'
import type { FoundSession } from '../../../shared/ipc/session.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { UpAnswer } from '../../../shared/protocol/up.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { Transport } from '../link/transport.ts'
import type { Commit } from '../log/commit.ts'
import type { OpenSessions } from '../log/openSessions.ts'

/** Sessions that are looked for at the relay, and those of them that somebody opens. */
export function createFoundSessions(parts: {
  readonly transport: Pick<CurrentTransport, 'current'>
  readonly commit: Pick<Commit, 'storeDigests' | 'asOfNow'>
  readonly opened: Pick<OpenSessions, 'expect'>
}) {
  function requireTransport(): Transport {
    const over = parts.transport.current()
    if (over) return over
    throw new FailureError(
      'offline',
      'The relay cannot be reached, and only it knows sessions that are not listed here. Try again when you are connected.',
    )
  }

  return {
    handlers: {
      findSessions: async (request) => {
        const answer = requireAnswer(await requireTransport().request('session:find', request))
        return { items: answer.items.map(toFound), ...(answer.page !== undefined && { page: answer.page }) }
      },
      visitSession: async ({ sessionId }) => {
        const over = requireTransport()
        const asked = parts.commit.asOfNow()
        const { sessions } = requireAnswer(
          await over.request('sync:pull', { scope: 'sessions', sessionIds: [sessionId] }),
        )
        const [session] = sessions ?? []
        if (!session) throw new FailureError('notFound', 'There is no such session, or it is not open to you.')
        // Before it is here: what nobody is about to open is forgotten.
        parts.opened.expect(sessionId)
        parts.commit.storeDigests([session], asked)
        return {}
      },
    } satisfies Partial<Handlers>,
  }
}

function toFound({ session, messages }: UpAnswer<'session:find'>['items'][number]): FoundSession {
  const { watermarks: _, heads: __, later: ___, digest, ...rest } = session
  return {
    ...rest,
    lastActivityAt: digest?.lastActivityAt ?? session.createdAt,
    preview: digest?.preview ?? null,
    messages,
  }
}
