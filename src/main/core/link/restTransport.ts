import type { Reply } from '../../../client/reply.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import { sessionFindAckSchema } from '../../../shared/protocol/find.ts'
import { messagePostAnswerSchema, restPaths } from '../../../shared/protocol/rest.ts'
import { clinicAnswerSchema } from '../../../shared/protocol/settings/clinic.ts'
import { logReadAckSchema, syncPullAckSchema } from '../../../shared/protocol/sync.ts'
import type { UpAnswer, UpEvent, UpPayload } from '../../../shared/protocol/up.ts'
import { watermarkAdvanceAckSchema } from '../../../shared/protocol/watermark.ts'
import type { Answer, Own, RestRequests } from './restRequests.ts'
import type { RestTransport } from './transport.ts'

/** Creates a transport with a token for every request. It carries messages, watermarks and catching up, and refuses the rest. */
export function createRestTransport(
  { ask, post }: Pick<RestRequests, 'ask' | 'post'>,
  currentToken: () => Promise<string>,
): RestTransport {
  async function send<E extends UpEvent>(event: E, payload: UpPayload<E>, own: Own): Promise<Reply<E>> {
    const replyOf = async (answer: Promise<Answer<unknown>>) => (await answer) as Reply<E>
    switch (event) {
      case 'sync:pull':
        return replyOf(post(restPaths.sync, payload, syncPullAckSchema, own))
      case 'log:read':
        return replyOf(post(restPaths.log, payload, logReadAckSchema, own))
      case 'session:find':
        return replyOf(post(restPaths.find, payload, sessionFindAckSchema, own))
      case 'clinic:read': {
        const { held } = payload as UpPayload<'clinic:read'>
        const path = held === undefined ? restPaths.clinic : `${restPaths.clinic}?held=${held}`
        const reply = await ask(path, { method: 'GET' }, clinicAnswerSchema, own)
        if (reply.outcome !== 'answered') return reply
        return { outcome: 'answered', answer: { success: true, ...reply.answer } as UpAnswer<E> }
      }
      case 'watermark:advance':
        return replyOf(post(restPaths.watermarks, payload, watermarkAdvanceAckSchema, own))
      case 'message:send': {
        const { sessionId, ...message } = payload as UpPayload<'message:send'>
        const reply = await post(restPaths.messages(sessionId), message, messagePostAnswerSchema, own)
        if (reply.outcome !== 'answered') return reply
        const { seq, at } = reply.answer
        return { outcome: 'answered', answer: { success: true, seq, at } as UpAnswer<E> }
      }
      default:
        return { outcome: 'refused', failure: { kind: 'unavailable', message: 'This needs a socket.' } }
    }
  }

  let givingUp = new AbortController()
  return {
    via: 'rest',
    request: async (event, payload) => {
      const givenUp = givingUp.signal
      try {
        return await send(event, payload, { token: await currentToken(), givenUp })
      } catch (error) {
        if (error instanceof FailureError) return { outcome: 'refused', failure: error.failure }
        throw error
      }
    },
    giveUp: () => {
      givingUp.abort()
      givingUp = new AbortController()
    },
  }
}
