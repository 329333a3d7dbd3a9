import type { z } from 'zod'
import { type Failure, FailureError, type FailureKind } from '../../../src/shared/model/failure.ts'
import type { Actions } from './actions.ts'
import { describeInvalidField, wordsOfIssue } from './describeInvalidField.ts'
import type { DialectConnection } from './dialectConnection.ts'
import type { DialectUpdates, Frame } from './dialectUpdates.ts'
import type { Rest } from './rest.ts'

/** Functions from what happens to the events that a client gets of it, by the kind of update; those left out are not sent. */
export type Down = {
  readonly [K in keyof DialectUpdates]?: (update: DialectUpdates[K], to: DialectConnection) => readonly Frame[]
}

/** One event of a client: the form of its payload, and the use case it stands for. */
export interface Up {
  /** The form of its payload, for the reference. */
  readonly payload: z.ZodType
  /** Resolves to the fields of the acknowledgement beside `success`. Throws `FailureError`. */
  readonly serve: (actions: Actions, connection: DialectConnection, payload: unknown) => Promise<object>
  /** Returns the document's own text for a refusal. */
  readonly refusalText: (failure: Failure) => string
  /** Fields of the acknowledgement that are sent as they are: they are for a program, not for a page. */
  readonly opaqueFields: readonly string[]
}

/** Events to clients by name, with the forms of their payloads. */
export type Events = Readonly<Record<string, z.ZodType<object>>>

/** Makes frames of these events; a payload of another form does not compile. `opaqueFields` are sent as they are. */
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

/** Row of a dialect by which a connection is recognised before its first event. */
export interface HandshakeRow {
  /** Fields of the handshake beside the token, for the reference. */
  readonly fields: Readonly<Record<string, z.ZodType>>
  /** Returns undefined for a handshake that may be of another dialect. */
  readonly read: (field: HandshakeField) => Handshake | undefined
}

/** Row of a dialect about its rooms. */
export interface RoomsRow {
  /** Whether a session has one room, or several in which different people are. */
  readonly perSession: 'one' | 'several'
  /** Returns the type of the room with this name, for metrics. */
  readonly typeOf: (room: string) => string
}

/** One room for each session. */
export const oneRoomPerSession: RoomsRow = { perSession: 'one', typeOf: () => 'session' }

/** The wire protocol of one system, as a table. What is allowed is decided by the use cases, never here. */
export interface Dialect {
  readonly name: string
  /** The namespace of Socket.IO that its clients connect to. Several dialects may share one. */
  readonly namespace: string
  /** Undefined where the namespace is shared and no handshake shows the dialect. */
  readonly handshake?: HandshakeRow
  /** Whether clients of its namespace that have spoken no dialect yet are taken for its own. */
  readonly isAssumed: boolean
  /** Returns whether an event with this payload, on a connection that has spoken no dialect yet, is of this one. */
  readonly speaks: (event: string, payload: unknown) => 'certainly' | 'perhaps' | 'no'
  /** Greets a connection that is of this dialect when it arrives, or is assumed to be. */
  readonly welcome?: (actions: Actions, connection: DialectConnection) => Promise<void>
  /** Frame to a connection that is for one session alone, when another has taken its place. */
  readonly replaced?: (sessionId: string) => Frame
  readonly rooms: RoomsRow
  readonly rest?: Rest
  readonly up: Readonly<Record<string, Up>>
  readonly down: Down
  /** All events that its clients get beside the acknowledgements of their own. */
  readonly events: Events
  /** Returns the event `error` in the form that its clients read, where that has more than a message. */
  readonly errorFrame?: (message: string, to: DialectConnection) => Frame
  /** Whether a refusal that was acknowledged is sent as the event `error` too. */
  readonly alwaysSendsErrors: boolean
}

/** Every dialect that is served, by its name. */
export type DialectTables = Readonly<Record<string, Dialect>>

/** A document's own texts, by the kind of the failure; `form` is for payloads that do not have the form of their event. */
export type Refusals = Partial<Record<FailureKind | 'form', string>>

export interface RowOptions {
  /** Messages of the schema that are whole sentences: the field's name is not put before them. */
  readonly sentences?: ReadonlySet<string>
  readonly opaqueFields?: readonly string[]
}

/** Makes a row of a dialect's table. A failure without a text of its own keeps that of the use case. */
export function up<Payload>(
  schema: z.ZodType<Payload>,
  handle: (actions: Actions, connection: DialectConnection, payload: Payload) => Promise<object>,
  refusals: Refusals = {},
  { sentences, opaqueFields = [] }: RowOptions = {},
): Up {
  return {
    payload: schema,
    serve: async (actions, connection, payload) => {
      const parsed = schema.safeParse(payload, { error: wordsOfIssue })
      if (parsed.success) return await handle(actions, connection, parsed.data)
      throw new FailureError('invalid', refusals.form ?? describeInvalidField(parsed.error.issues, sentences))
    },
    refusalText: ({ kind, message }) => refusals[kind] ?? message,
    opaqueFields,
  }
}

/** Returns the row of an event by a name that came over the wire. */
export function rowOf(dialect: Dialect, event: string): Up | undefined {
  return Object.hasOwn(dialect.up, event) ? dialect.up[event] : undefined
}

/** Returns whether a payload is an object with such a field of its own. */
export function has(payload: unknown, field: string): boolean {
  return typeof payload === 'object' && payload !== null && Object.hasOwn(payload, field)
}
