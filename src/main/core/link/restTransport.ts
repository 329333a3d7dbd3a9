import type { Reply } from '../../../client/reply.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import { draftListAnswerSchema, draftSaveAnswerSchema } from '../../../shared/protocol/draft.ts'
import { sessionFindAckSchema } from '../../../shared/protocol/find.ts'
import { messagePostAnswerSchema, restPaths } from '../../../shared/protocol/rest.ts'
import { clinicAnswerSchema } from '../../../shared/protocol/settings/clinic.ts'
import { logReadAckSchema, syncPullAckSchema } from '../../../shared/protocol/sync.ts'
import type { UpAnswer, UpEvent, UpPayload } from '../../../shared/protocol/up.ts'
import { watermarkAdvanceAckSchema } from '../../../shared/protocol/watermark.ts'
import type { Answer, Own, RestRequests } from './restRequests.ts'
import type { RestTransport } from './transport.ts'

/** Returns the answer of a route as the acknowledgement of the socket's request. */
function acknowledged<E extends UpEvent>(answer: Answer<object>): Reply<E> {
  if (answer.outcome !== 'answered') return answer
  return { outcome: 'answered', answer: { success: true, ...answer.answer } as UpAnswer<E> }
}

/** Creates a transport with a token for every request. It carries messages, drafts, watermarks and catching up, and refuses the rest. */
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
        return acknowledged(await ask(path, { method: 'GET' }, clinicAnswerSchema, own))
      }
      case 'draft:save':
        return acknowledged(await post(restPaths.drafts, payload, draftSaveAnswerSchema, own))
      case 'draft:list': {
        const { after } = payload as UpPayload<'draft:list'>
        const path = `${restPaths.drafts}?after=${after}`
        return acknowledged(await ask(path, { method: 'GET' }, draftListAnswerSchema, own))
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
