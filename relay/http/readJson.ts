import type { FastifyBodyParser, FastifyInstance } from 'fastify'
import { FailureError } from '../../src/shared/model/failure.ts'
import { isNestedDeeply } from '../limits/isNestedDeeply.ts'

const readString = { parseAs: 'string' } as const

/** Reads bodies as JSON and nothing else. One that is nested deeply is refused as `invalid` before it is taken apart. */
export function readJson(app: FastifyInstance): void {
  app.removeContentTypeParser('text/plain')
  app.addContentTypeParser('application/json', readString, jsonParser(app))
}

/**
 * Reads the bodies of the routes of this scope as JSON also where they call themselves text, as browsers say of a body of
 * which `fetch` was told no type: clients of the documents sign in like that. A page of another origin gains nothing by it,
 * since the answer is kept from it and no request is let in by a cookie.
 */
export function takeTextAsJson(scope: FastifyInstance): void {
  scope.removeContentTypeParser('text/plain')
  scope.addContentTypeParser('text/plain', readString, jsonParser(scope))
}

function jsonParser(app: FastifyInstance): FastifyBodyParser<string> {
  const parse = app.getDefaultJsonParser('error', 'error')
  return (request, body, done) => {
    if (isNestedDeeply(body)) done(new FailureError('invalid', 'The body is nested too deeply.'))
    else void parse(request, body, done)
  }
}
