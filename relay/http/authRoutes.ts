import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { loginSchema, refreshSchema, restPaths, tokensSchema } from '../../src/shared/protocol/rest.ts'
import { doneSchema } from './answers.ts'
import type { HttpParts } from './httpParts.ts'

/** Sign-in, token renewal and sign-out: the routes that need no token. */
export function authRoutes({ accounts }: Pick<HttpParts, 'accounts'>): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      restPaths.login,
      { schema: { tags: ['auth'], body: loginSchema, response: { 200: tokensSchema } } },
      ({ body, ip }) => accounts.login(body.email, body.password, ip),
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
