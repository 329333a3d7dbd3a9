import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { DialectTables } from '../table/dialect.ts'
import type { Rest, RestParts } from '../table/rest.ts'

/** Makes routes that read from a request whose it is. */
type MakeRoutes = (principalOf: RestParts['principalOf']) => FastifyPluginAsyncZod

/** Returns the routes over HTTP of every dialect: those that its clients need no token for, and those that need one. */
export function dialectRoutes(
  tables: DialectTables,
  parts: Omit<RestParts, 'principalOf'>,
): { readonly [K in keyof Rest]-?: readonly MakeRoutes[] } {
  const routesOf = (kind: keyof Rest) =>
    Object.values(tables).flatMap(({ rest }): MakeRoutes[] => {
      const rows = rest?.[kind]
      return rows ? [(principalOf) => rows({ ...parts, principalOf })] : []
    })
  return { open: routesOf('open'), guarded: routesOf('guarded') }
}
