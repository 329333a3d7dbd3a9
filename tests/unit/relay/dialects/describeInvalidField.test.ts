import { expect, it } from 'vitest'
import { z } from 'zod'
import { describeInvalidField } from '../../../../relay/dialects/table/describeInvalidField.ts'
import { contentField, idField, idPayload } from '../../../../relay/dialects/table/fields.ts'

function describeIn(schema: z.ZodType, payload: unknown, sentences?: ReadonlySet<string>): string {
  return describeInvalidField(schema.safeParse(payload).error?.issues ?? [], sentences)
}

it('names the first field that has not its form, and quotes nothing', () => {
  const schema = z.object({ room: z.object({ id: idField }) })
  expect(describeIn(schema, { room: {} })).toBe('room.id: is required')
  expect(describeIn(schema, { room: { id: ['secret'] } })).not.toContain('secret')
})

it('describes of several forms the one that came nearest', () => {
  const schema = z.union([idField, z.object({ ids: z.array(z.int()) })])
  expect(describeIn(schema, { ids: [1, 'two'] })).toMatch(/^ids\.1: /)
})

it('leaves whole sentences alone', () => {
  expect(describeIn(z.object({ message: contentField }), {})).toBe('Message content is required')
  expect(describeIn(idPayload('chatId'), {})).toBe('chatId is required')
  const schema = z.object({ line: z.string({ error: 'Line is engaged' }) })
  expect(describeIn(schema, {})).toBe('line: Line is engaged')
  expect(describeIn(schema, {}, new Set(['Line is engaged']))).toBe('Line is engaged')
})
