import { z } from 'zod'
import { type EntryId, entryIdSchema, type SessionId, sessionIdSchema } from '../../../src/shared/model/ids.ts'
import type { Role } from '../../../src/shared/model/role.ts'

/** An id as the documents' clients send it: a text, or a number. */
export const idField = z
  .union([z.string().min(1).max(200), z.int().min(0)], {
    error: ({ input }) => (input === undefined ? 'is required' : 'is a text of 1 to 200 characters, or a whole number'),
  })
  .transform(String)

/** Returns an id, or undefined for what can be none. */
export const idOf = (value: unknown): string | undefined => idField.safeParse(value).data

/** Returns the id of a session, or undefined for a text that can be none. */
export const sessionIdOf = (text: string): SessionId | undefined => sessionIdSchema.safeParse(text).data

/** Returns the id of an entry, or undefined for what can be none. */
export const entryIdOf = (value: unknown): EntryId | undefined => entryIdSchema.safeParse(value).data

/** Refusal of a message without content, in the documents' words. */
export const contentRequired = 'Message content is required'

/** The text of a message. */
export const contentField = z.string({ error: contentRequired })

/** An id alone, or an object that has it in one of these fields; the first that is there counts. */
export function idPayload(...fields: readonly [string, ...string[]]) {
  const id = { anyOf: [{ type: 'string' }, { type: 'integer' }] }
  const objects = fields.map((field) => ({ type: 'object', properties: { [field]: id }, required: [field] }))
  const payload = z.unknown().meta({ anyOf: [...id.anyOf, ...objects] })
  return payload.transform((payload, context) => {
    const given = typeof payload === 'object' && payload !== null ? firstOf(payload, fields) : payload
    const id = idField.safeParse(given)
    if (id.success) return id.data
    context.addIssue({ code: 'custom', message: `${fields[0]} is required` })
    return z.NEVER
  })
}

function firstOf(payload: object, fields: readonly string[]): unknown {
  const own = new Map(Object.entries(payload))
  return fields.map((field) => own.get(field)).find((value) => value !== undefined)
}

/** Returns an instant (ms since 1970) in the form that JSON gives to dates. */
export function dateOf(atMs: number): string {
  return new Date(atMs).toISOString()
}

/** Names roles as a document does; those that it does not name keep their own names. */
export function roleWords(words: Partial<Record<Role, string>>): (role: Role) => string {
  return (role) => words[role] ?? role
}
