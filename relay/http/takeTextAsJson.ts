import type { FastifyInstance } from 'fastify'

/**
 * Reads the bodies of the routes of this scope as JSON also where they call themselves text, as browsers say of a body of
 * which `fetch` was told no type: clients of the documents sign in like that. A page of another origin gains nothing by it,
 * since the answer is kept from it and no request is let in by a cookie.
 */
export function takeTextAsJson(scope: FastifyInstance): void {
  scope.removeContentTypeParser('text/plain')
  scope.addContentTypeParser('text/plain', { parseAs: 'string' }, scope.getDefaultJsonParser('error', 'error'))
}
