import type { EntryId, SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { TokenUser } from '../mintToken.ts'
import { createParticipantClient } from '../participant/participantClient.ts'
import type { Random } from '../random.ts'
import type { HeldMessage } from './compareLogs.ts'

export interface ReplayUser extends TokenUser {
  readonly userId: UserId
}

/** One side of recorded consultations: something that sends and holds messages, whatever program it is. */
export interface ReplayParticipant {
  readonly newEntryId: () => EntryId
  /** Sends a message to the care thread; resolves when the relay has acknowledged it. */
  readonly send: (message: {
    readonly id: EntryId
    readonly sessionId: SessionId
    readonly text: string
  }) => Promise<void>
  /** The messages of the care thread that this participant has received, its own included, in the order it shows them. */
  readonly received: (sessionId: SessionId) => Promise<readonly HeldMessage[]>
  readonly close: () => Promise<void>
}

/** Brings a participant to the relay; resolves when it can send. Called once for each user. */
export type OpenParticipant = (user: ReplayUser) => Promise<ReplayParticipant>

export interface ReplayClientParts {
  readonly relayUrl: string
  readonly mintToken: (user: TokenUser) => Promise<string>
  readonly clock: Clock
  readonly random: Random
}

/** Opens participants as clients of the native protocol, which read what they receive at once. */
export function openReplayClients({ relayUrl, mintToken, clock, random }: ReplayClientParts): OpenParticipant {
  return async (user) => {
    const client = createParticipantClient({
      relayUrl,
      getToken: () => mintToken(user),
      deviceName: 'replay',
      clock,
      random,
      entryAdded: ({ sessionId, thread, seq }) => client.markRead(sessionId, thread, seq),
    })
    await client.ready
    return {
      newEntryId: client.newEntryId,
      send: async (message) => {
        await client.send({ ...message, thread: 'care' })
      },
      received: async (sessionId) =>
        client
          .readThread(sessionId, 'care')
          .flatMap(({ id, seq, body }) => (body.kind === 'message' ? { id, seq, text: body.text } : [])),
      close: async () => client.close(),
    }
  }
}
