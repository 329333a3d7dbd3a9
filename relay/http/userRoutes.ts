import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { userPutSchema } from '../../src/shared/protocol/rest.ts'
import { userAnswerSchema, userParamsSchema } from './answers.ts'
import { askerOf } from './authentication.ts'
import type { HttpParts } from './httpParts.ts'

/** Accounts, for administrators. */
export function userRoutes({ accounts, useCases }: Pick<HttpParts, 'accounts' | 'useCases'>): FastifyPluginAsyncZod {
  return async (app) => {
    app.put(
      '/api/users/:id',
      {
        schema: { tags: ['users'], params: userParamsSchema, body: userPutSchema, response: { 200: userAnswerSchema } },
      },
      async (request) => {
        const user = await accounts.putUser(askerOf(request), request.params.id, request.body)
        await useCases.userChanged(user.id)
        return {
          id: user.id,
          name: user.name,
          role: user.role,
          schedule: [...user.schedule],
          ...(user.email === null ? {} : { email: user.email }),
          ...(user.timeZone === null ? {} : { timeZone: user.timeZone }),
        }
      },
    )
  }
}
