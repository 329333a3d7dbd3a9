import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { loginSchema, refreshSchema, restPaths, tokensSchema } from '../../../src/shared/protocol/rest.ts'
import { doneSchema } from '../answers.ts'
import { addressOf } from '../authentication.ts'
import type { HttpParts } from '../httpParts.ts'

/** Sign-in, token renewal and sign-out: the routes that need no token. */
export function authRoutes({ accounts, proxies }: Pick<HttpParts, 'accounts' | 'proxies'>): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      restPaths.login,
      { schema: { tags: ['auth'], body: loginSchema, response: { 200: tokensSchema } } },
      (request) => {
        const { email, password, deviceId } = request.body
        return accounts.login(email, password, { address: addressOf(request, proxies), deviceId })
      },
    )
    app.post(
      restPaths.refresh,
      { schema: { tags: ['auth'], body: refreshSchema, response: { 200: tokensSchema } } },
      ({ body }) => accounts.refresh(body.refreshToken),
    )
    app.post(
      restPaths.logout,
      { schema: { tags: ['auth'], body: refreshSchema, response: { 200: doneSchema } } },
      async ({ body }) => {
        await accounts.logout(body.refreshToken)
        return { success: true as const }
      },
    )
  }
}
