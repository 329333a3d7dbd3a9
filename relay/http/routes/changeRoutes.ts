import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { entryIdSchema, instantMsSchema, seqSchema } from '../../../src/shared/model/ids.ts'
import { sessionUp } from '../../../src/shared/protocol/session.ts'
import type { SessionChange } from '../../sessions/sessionUseCases.ts'
import { sessionParamsSchema } from '../answers.ts'
import { principalOf } from '../authentication.ts'
import type { HttpParts } from '../httpParts.ts'

/** The id of a change, the same on every retry. One is made for those that give none. */
const id = entryIdSchema.optional()
const reason = sessionUp['session:claim'].payload.shape.reason
const needed = sessionUp['session:dispute'].payload.shape.reason

const withReason = z.object({ id, reason: needed })
/** A request may do without a body. */
const withOrWithoutReason = z.object({ id, reason }).nullish()
const withRecipient = z.object({ id, reason: needed, to: sessionUp['session:transfer'].payload.shape.to })

const answer = { 200: z.object({ success: z.literal(true), id: entryIdSchema, seq: seqSchema, at: instantMsSchema }) }

/** Changes of a session for whoever has no socket of the native protocol: the same as its requests `session:*`, and as much allowed. */
export function changeRoutes({
  useCases,
  newEntryId,
}: Pick<HttpParts, 'useCases' | 'newEntryId'>): FastifyPluginAsyncZod {
  return async (app) => {
    const tags = ['sessions']
    const params = sessionParamsSchema
    const carryOut = async (
      request: Parameters<typeof principalOf>[0],
      { id: sessionId }: z.output<typeof sessionParamsSchema>,
      given: z.output<typeof entryIdSchema> | undefined,
      change: SessionChange,
    ) => {
      const changeId = given ?? newEntryId()
      const position = await useCases.changeSession(principalOf(request), { id: changeId, sessionId, change })
      return { success: true as const, id: changeId, ...position }
    }

    for (const [name, kind] of [
      ['dispute', 'dispute'],
      ['escalate', 'escalate'],
    ] as const)
      app.post(
        `/api/sessions/:id/${name}`,
        { schema: { tags, params, body: withReason, response: answer } },
        (request) => carryOut(request, request.params, request.body.id, { kind, reason: request.body.reason }),
      )
    for (const [name, kind] of [
      ['claim', 'claim'],
      ['close', 'close'],
      ['reopen', 'reopen'],
      ['resolve', 'resolveDispute'],
    ] as const)
      app.post(
        `/api/sessions/:id/${name}`,
        { schema: { tags, params, body: withOrWithoutReason, response: answer } },
        (request) => carryOut(request, request.params, request.body?.id, { kind, reason: request.body?.reason }),
      )
    app.post(
      '/api/sessions/:id/transfer',
      { schema: { tags, params, body: withRecipient, response: answer } },
      (request) => {
        const { id: given, to, reason: why } = request.body
        return carryOut(request, request.params, given, { kind: 'transfer', to, reason: why })
      },
    )
  }
}
