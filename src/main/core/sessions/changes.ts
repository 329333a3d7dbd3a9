import { type Reply, requireAnswer } from '../../../client/reply.ts'
import type { Handlers } from '../../../shared/ipc/commands.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import type { SessionChange } from '../../../shared/model/lifecycle/sessionChange.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { Transport } from '../link/transport.ts'

/** Changes of sessions. Each is asked of the relay at once, or refused: what is done to a session on yesterday's knowledge of it is done to the wrong one. */
export function createChanges(parts: { readonly transport: Pick<CurrentTransport, 'current'> }) {
  function requireSocket(): Transport {
    const over = parts.transport.current()
    if (over?.via === 'socket') return over
    throw new FailureError(
      'offline',
      over
        ? 'There is no live connection, and this needs one. Nothing was changed. Try again when the line below says that it is live.'
        : 'The relay cannot be reached. Nothing was changed. Try again when you are connected.',
    )
  }

  return {
    handlers: {
      changeSession: async ({ id, sessionId, change }) => {
        const reply = await requestChange(requireSocket(), { id, sessionId }, change)
        if (reply.outcome === 'unknown')
          throw new FailureError(
            reply.failure.kind,
            'The relay did not answer, so it may or may not be done. Try again: it is done once, however often it is asked for.',
          )
        requireAnswer(reply)
        return {}
      },
    } satisfies Partial<Handlers>,
  }
}

type ChangeEvent = `session:${SessionChange['kind']}`

function requestChange(
  { request }: Transport,
  of: { readonly id: EntryId; readonly sessionId: SessionId },
  change: SessionChange,
): Promise<Reply<ChangeEvent>> {
  switch (change.kind) {
    case 'claim':
      return request('session:claim', of)
    case 'join':
      return request('session:join', of)
    case 'leave':
      return request('session:leave', of)
    case 'transfer':
      return request('session:transfer', { ...of, to: change.to, reason: change.reason })
    case 'escalate':
      return request('session:escalate', { ...of, reason: change.reason })
    case 'extend':
      return request('session:extend', { ...of, until: change.until })
    case 'close':
      return request('session:close', { ...of, reason: change.reason })
    case 'reopen':
      return request('session:reopen', of)
  }
}
