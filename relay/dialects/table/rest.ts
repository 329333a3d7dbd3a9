import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { EntryId } from '../../../src/shared/model/ids.ts'
import type { Principal } from '../../sessions/access/principal.ts'
import type { SessionUseCases } from '../../sessions/sessionUseCases.ts'
import type { ShowText } from './showText.ts'

/** Parts that the routes of a dialect are made of. */
export interface RestParts {
  readonly useCases: Pick<SessionUseCases, 'readMessages' | 'appendMessage'>
  /** Returns who makes a request, of routes that need a token. */
  readonly principalOf: (request: FastifyRequest) => Principal
  readonly showText: ShowText
  /** Dialects whose clients are those that their systems have published. */
  readonly publishedClients: ReadonlySet<string>
  readonly newEntryId: () => EntryId
  readonly now: () => number
}

/** Registers routes over HTTP. */
export type RestRows = (parts: RestParts) => FastifyPluginAsyncZod

/** The routes over HTTP that the clients of a dialect know: those before they have a token, and those that need one. */
export interface Rest {
  readonly open?: RestRows
  readonly guarded?: RestRows
}
