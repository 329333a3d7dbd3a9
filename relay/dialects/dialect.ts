import type { z } from 'zod'
import { type Failure, FailureError, type FailureKind } from '../../src/shared/model/failure.ts'
import type { Actions } from './actions.ts'
import type { DialectConnection, DialectName } from './dialectConnection.ts'
import type { DialectNews, Frame } from './dialectNews.ts'
import { wrongField } from './wrongField.ts'

export type Down = {
  readonly [K in keyof DialectNews]?: (news: DialectNews[K], to: DialectConnection) => readonly Frame[]
}

/** One event of a client: the form of its payload, and the use case it stands for. */
export interface Up {
  /** The form of its payload, for the reference. */
  readonly payload: z.ZodType
  /** Resolves to what the acknowledgement says beside `success`. Throws `FailureError`. */
  readonly serve: (actions: Actions, connection: DialectConnection, payload: unknown) => Promise<object>
  /** The document's own words for a refusal. */
  readonly words: (failure: Failure) => string
}

/** What clients hear: events by name, with the forms of their payloads. */
export type Events = Readonly<Record<string, z.ZodType<object>>>

/** Makes frames of these events; a payload of another form does not compile. */
export function framesOf<E extends Events>() {
  return <K extends keyof E & string>(event: K, payload: z.output<E[K]>): Frame => ({ event, payload })
}

/** The wire protocol of one system, as a table. What is allowed is decided by the use cases, never here. */
export interface Dialect {
  readonly name: DialectName
  /** Whether an event with this payload, on a connection that has spoken no dialect yet, is of this one. */
  readonly speaks: (event: string, payload: unknown) => 'certainly' | 'perhaps' | 'no'
  readonly up: Readonly<Record<string, Up>>
  readonly down: Down
  /** All that its clients hear beside the answers to what they ask. */
  readonly events: Events
  /** Whether a refusal that was acknowledged is told by the event `error` too. */
  readonly alwaysTellsErrors: boolean
}

/** A document's own words, by the kind of the failure; `form` is for payloads that do not have the form of their event. */
export type Words = Partial<Record<FailureKind | 'form', string>>

/** A row of a dialect's table. Without words for a failure, the use case's are used. */
export function up<Payload>(
  schema: z.ZodType<Payload>,
  handle: (actions: Actions, connection: DialectConnection, payload: Payload) => Promise<object>,
  words: Words = {},
): Up {
  return {
    payload: schema,
    serve: async (actions, connection, payload) => {
      const parsed = schema.safeParse(payload)
      if (parsed.success) return await handle(actions, connection, parsed.data)
      throw new FailureError('invalid', words.form ?? wrongField(parsed.error.issues))
    },
    words: ({ kind, message }) => words[kind] ?? message,
  }
}

/** The events of a table, for those that ask by a name that came over the wire. */
export function rowOf(dialect: Dialect, event: string): Up | undefined {
  return Object.hasOwn(dialect.up, event) ? dialect.up[event] : undefined
}

/** Whether a payload is an object with such a field of its own. */
export function has(payload: unknown, field: string): boolean {
  return typeof payload === 'object' && payload !== null && Object.hasOwn(payload, field)
}
