import type { RouteOptions } from 'fastify'
import { z } from 'zod'
import { type FailureKind, failureKindSchema, retryPolicySchema } from '../../src/shared/model/failure.ts'
import { statusOf } from './failureAnswer.ts'

/** Meaning of each status of a refusal, for readers of the reference. */
const meanings = {
  400: 'The request does not have the form that is asked for; `error` names the field.',
  401: 'There is no token, or it is not valid or has expired.',
  403: 'Known, and not allowed to do this.',
  404: 'There is no such thing for the one who asks.',
  409: 'It cannot be done as things are: the code says why.',
  413: 'The text, the file or the body is over the limit.',
  429: 'Too many requests; `Retry-After` says for how many seconds to wait.',
  500: 'A defect; the log of the relay has the details.',
  503: 'The relay cannot do it now, or stops. Nothing was stored.',
  504: 'No answer in time; the request may have been stored.',
  507: 'The disk of the relay is full. Nothing was stored.',
} as const satisfies Record<number, string>

export type RefusalStatus = keyof typeof meanings

/** A refusal as the reference shows it. */
export interface DescribedRefusal {
  readonly description: string
  readonly content: { readonly 'application/json': { readonly schema: z.ZodType } }
}

export interface Refusals {
  /** The schemas of refusals by their names: the reference says each of them once. */
  readonly registry: z.core.$ZodRegistry<{ id?: string | undefined; [key: string]: unknown }>
  readonly of: Readonly<Record<RefusalStatus, DescribedRefusal>>
}

/** The kinds of failures with a status that a route may answer with. */
function kindsOf(status: number): FailureKind[] {
  return failureKindSchema.options.filter((kind) => statusOf[kind] === status)
}

/** Makes the refusals that routes are described with. */
export function createRefusals(): Refusals {
  const registry = z.registry<{ id?: string | undefined; [key: string]: unknown }>()
  const describe = (status: RefusalStatus): DescribedRefusal => {
    const schema = z.object({
      success: z.literal(false),
      code: z.enum(kindsOf(status)),
      error: z.string(),
      retry: retryPolicySchema,
    })
    registry.add(schema, { id: `Refusal${status}` })
    return { description: meanings[status], content: { 'application/json': { schema } } }
  }
  const of = {
    400: describe(400),
    401: describe(401),
    403: describe(403),
    404: describe(404),
    409: describe(409),
    413: describe(413),
    429: describe(429),
    500: describe(500),
    503: describe(503),
    504: describe(504),
    507: describe(507),
  }
  return { registry, of }
}

/** Returns the refusals of a route by its kind: with a token or without, and whether it changes or reads something. */
export function refusalsOf(
  { method, schema }: Pick<RouteOptions, 'method' | 'schema'>,
  passage: 'guarded' | 'open' | 'unlimited',
): readonly RefusalStatus[] {
  const isChange = method !== 'GET' && method !== 'HEAD'
  const hasForm = [schema?.body, schema?.params, schema?.querystring, schema?.headers].some(
    (part) => part !== undefined,
  )
  return [
    ...(hasForm ? ([400] as const) : []),
    ...(passage === 'guarded' ? ([401, 403] as const) : []),
    ...(passage === 'guarded' || schema?.params !== undefined ? ([404] as const) : []),
    ...(isChange ? ([409] as const) : []),
    ...(schema?.body === undefined ? [] : ([413] as const)),
    ...(passage === 'unlimited' ? [] : ([429] as const)),
    500,
    503,
    ...(isChange ? ([504, 507] as const) : []),
  ]
}
