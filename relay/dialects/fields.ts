import { z } from 'zod'
import type { Role } from '../../src/shared/model/role.ts'

/** An id as the documents' clients send it: a text, or a number. */
export const idField = z.union([z.string().min(1).max(200), z.int().min(0)]).transform(String)

/** What a document says of a message without content. */
export const contentRequired = 'Message content is required'

/** What a document says of a call, and of a room, that is not there. */
export const callNotFound = 'Call not found'
export const roomNotFound = 'Room not found'

/** Messages of schemas that say all there is to say, so that the field's name is not put before them. */
export const wholeMessages: ReadonlySet<string> = new Set([contentRequired, callNotFound, roomNotFound])

/** The text of a message. */
export const contentField = z.string({ error: contentRequired })

/** An id alone, or an object that has it in one of these fields; the first that is there counts. */
export function idPayload(...fields: readonly [string, ...string[]]) {
  return z.unknown().transform((payload, context) => {
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

/** The id as a number where it is one, letter for letter; as it is otherwise. */
export function numeric(id: string): number | string {
  const value = Number(id)
  return /^(0|[1-9]\d*)$/.test(id) && Number.isSafeInteger(value) ? value : id
}

/** An instant (ms since 1970) in the form that JSON gives to dates. */
export function dateOf(atMs: number): string {
  return new Date(atMs).toISOString()
}

/** The roles in the words of a document; those that it does not name are left as they are. */
export function roleWords(words: Partial<Record<Role, string>>): (role: Role) => string {
  return (role) => words[role] ?? role
}
