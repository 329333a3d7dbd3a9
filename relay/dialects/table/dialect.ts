import type { z } from 'zod'
import { type Failure, FailureError, type FailureKind } from '../../../src/shared/model/failure.ts'
import type { Actions } from './actions.ts'
import type { DialectConnection } from './dialectConnection.ts'
import type { DialectNews, Frame } from './dialectNews.ts'
import type { Rest } from './rest.ts'
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

/** Events to clients by name, with the forms of their payloads. */
export type Events = Readonly<Record<string, z.ZodType<object>>>

/** Makes frames of these events; a payload of another form does not compile. `opaqueFields` go out as they came. */
export function framesOf<E extends Events>() {
  return <K extends keyof E & string>(
    event: K,
    payload: z.output<E[K]>,
    opaqueFields: readonly string[] = [],
  ): Frame => ({ event, payload, opaqueFields })
}

/** Reads a field of a handshake by its name: from `auth`, or else from the query. */
export type HandshakeField = (name: string) => unknown

/** Facts about a connection in its handshake, beside the token. */
export interface Handshake {
  /** The session that the connection is for alone, by its id, if it is for one. */
  readonly onlySession: string | undefined
}

/** Row of a dialect by which a connection is recognised before it speaks. */
export interface HandshakeRow {
  /** Fields of the handshake beside the token, for the reference. */
  readonly fields: Readonly<Record<string, z.ZodType>>
  /** Returns undefined for a handshake that may be of another dialect. */
  readonly read: (field: HandshakeField) => Handshake | undefined
}

/** The wire protocol of one system, as a table. What is allowed is decided by the use cases, never here. */
export interface Dialect {
  readonly name: string
  /** The namespace of Socket.IO that its clients connect to. Several dialects may share one. */
  readonly namespace: string
  /** Undefined where the namespace is shared and no handshake tells the dialect. */
  readonly handshake?: HandshakeRow
  /** Whether its words are used to clients of its namespace that have spoken no dialect yet. */
  readonly isAssumed: boolean
  /** Greets a connection that is of this dialect when it arrives, or is assumed to be. */
  readonly welcome?: (actions: Actions, connection: DialectConnection) => Promise<void>
  /** Frame to a connection that is for one session alone, when another has taken its place. */
  readonly replaced?: (sessionId: string) => Frame
  /** Whether a session has one room, or several in which different people are. */
  readonly roomsOfSession: 'one' | 'several'
  /** Returns what kind of room this name is of, for metrics. */
  readonly roomType: (room: string) => string
  /** Returns whether an event with this payload, on a connection that has spoken no dialect yet, is of this one. */
  readonly speaks: (event: string, payload: unknown) => 'certainly' | 'perhaps' | 'no'
  readonly rest?: Rest
  readonly up: Readonly<Record<string, Up>>
  readonly down: Down
  /** All that its clients hear beside the answers to what they ask. */
  readonly events: Events
  /** Whether a refusal that was acknowledged is told by the event `error` too. */
  readonly alwaysTellsErrors: boolean
}

/** Every dialect that is served, by its name. */
export type DialectTables = Readonly<Record<string, Dialect>>

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

/** Returns whether a payload is an object with such a field of its own. */
export function has(payload: unknown, field: string): boolean {
  return typeof payload === 'object' && payload !== null && Object.hasOwn(payload, field)
}
