import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { userPutSchema } from '../../../src/shared/protocol/rest.ts'
import { erasedSchema } from '../../administration/administration.ts'
import { userAnswerSchema, userParamsSchema } from '../answers.ts'
import { principalOf } from '../authentication.ts'
import type { HttpParts } from '../httpParts.ts'

/** Accounts, for administrators. */
export function userRoutes({
  accounts,
  administration,
  useCases,
}: Pick<HttpParts, 'accounts' | 'administration' | 'useCases'>): FastifyPluginAsyncZod {
  return async (app) => {
    app.delete(
      '/api/users/:id',
      {
        schema: {
          tags: ['users'],
          summary: 'Erases a person: the account goes, records stay under a pseudonym',
          params: userParamsSchema,
          response: { 200: erasedSchema },
        },
      },
      (request) => administration.eraseUser(principalOf(request), request.params.id),
    )
    app.put(
      '/api/users/:id',
      {
        schema: { tags: ['users'], params: userParamsSchema, body: userPutSchema, response: { 200: userAnswerSchema } },
      },
      async (request) => {
        const user = await accounts.putUser(principalOf(request), request.params.id, request.body)
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
