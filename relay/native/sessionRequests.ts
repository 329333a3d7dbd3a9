import type { EntryId, SessionId } from '../../src/shared/model/ids.ts'
import { type UpEvent, up } from '../../src/shared/protocol/up.ts'
import type { SessionChange, SessionUseCases } from '../sessions/sessionUseCases.ts'
import type { Connection } from './connection.ts'
import { type Serve, serve } from './serve.ts'

/** `session:find` changes none. */
type SessionEvent = Exclude<Extract<UpEvent, `session:${string}`>, 'session:find'>

/** The requests that change a session. */
export function sessionRequests({
  changeSession,
}: Pick<SessionUseCases, 'changeSession'>): Record<SessionEvent, Serve> {
  async function carryOut(
    { principal }: Connection,
    { id, sessionId }: { readonly id: EntryId; readonly sessionId: SessionId },
    change: SessionChange,
  ) {
    return { success: true as const, ...(await changeSession(principal, { id, sessionId, change })) }
  }

  return {
    'session:claim': serve(up['session:claim'], (connection, request) =>
      carryOut(connection, request, { kind: 'claim', reason: request.reason }),
    ),
    'session:transfer': serve(up['session:transfer'], (connection, request) =>
      carryOut(connection, request, { kind: 'transfer', to: request.to, reason: request.reason }),
    ),
    'session:escalate': serve(up['session:escalate'], (connection, request) =>
      carryOut(connection, request, { kind: 'escalate', reason: request.reason }),
    ),
    'session:join': serve(up['session:join'], (connection, request) => carryOut(connection, request, { kind: 'join' })),
    'session:leave': serve(up['session:leave'], (connection, request) =>
      carryOut(connection, request, { kind: 'leave' }),
    ),
    'session:close': serve(up['session:close'], (connection, request) =>
      carryOut(connection, request, { kind: 'close', reason: request.reason }),
    ),
    'session:reopen': serve(up['session:reopen'], (connection, request) =>
      carryOut(connection, request, { kind: 'reopen', reason: request.reason }),
    ),
    'session:extend': serve(up['session:extend'], (connection, request) =>
      carryOut(connection, request, { kind: 'extend', until: request.until, reason: request.reason }),
    ),
    'session:dispute': serve(up['session:dispute'], (connection, request) =>
      carryOut(connection, request, { kind: 'dispute', reason: request.reason }),
    ),
    'session:later': serve(up['session:later'], (connection, request) =>
      carryOut(connection, request, { kind: 'later', later: request.later }),
    ),
    'session:resolveDispute': serve(up['session:resolveDispute'], (connection, request) =>
      carryOut(connection, request, { kind: 'resolveDispute', reason: request.reason }),
    ),
  }
}
