import { z } from 'zod'

/** A field of a schema, by its path from the whole; elements of lists are at 0. */
export interface Field {
  readonly path: readonly (string | number)[]
  readonly isOptional: boolean
}

/** A payload in which one field is wrong. */
export interface WrongPayload {
  /** The path of the wrong field, with dots. */
  readonly field: string
  readonly value: unknown
  readonly payload: unknown
}

const wrappers = z.looseObject({ innerType: z.custom<z.core.$ZodType>().optional() })
const pipes = z.looseObject({ in: z.custom<z.core.$ZodType>() })
const shapes = z.looseObject({ shape: z.record(z.string(), z.custom<z.core.$ZodType>()) })
const lists = z.looseObject({ element: z.custom<z.core.$ZodType>() })
const unions = z.looseObject({ options: z.array(z.custom<z.core.$ZodType>()) })

/** Returns the schema inside all wrappers. */
function bare(schema: z.core.$ZodType): z.core.$ZodType {
  const { def } = schema._zod
  const inner = def.type === 'pipe' ? pipes.parse(def).in : wrappers.parse(def).innerType
  return inner === undefined ? schema : bare(inner)
}

/** Returns the schemas of which a union takes any; of another schema itself. */
export function optionsOf(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const { def } = bare(schema)._zod
  return def.type === 'union' ? unions.parse(def).options : [schema]
}

/** Every field of a schema, fields of fields and of elements of lists with them. */
export function fieldsOf(schema: z.core.$ZodType, path: Field['path'] = []): Field[] {
  const inner = bare(schema)
  const own = path.length === 0 ? [] : [{ path, isOptional: z.safeParse(schema, undefined).success }]
  const { def } = inner._zod
  if (def.type === 'object')
    return [
      ...own,
      ...Object.entries(shapes.parse(def).shape).flatMap(([name, field]) => fieldsOf(field, [...path, name])),
    ]
  if (def.type === 'array') return [...own, ...fieldsOf(lists.parse(def).element, [...path, 0])]
  return own
}

const uuid = '018f4d5e-7b1a-7c3d-8e4f-5a6b7c8d9e0f'
/** Values of which each schema of the contracts takes one. */
const candidates: readonly unknown[] = [
  uuid,
  's1',
  'care',
  '👍',
  '1980-01-01',
  '09:30',
  'a'.repeat(64),
  'k'.repeat(43),
  'ada@clinic.example',
  'a long enough text',
  1,
  5,
  true,
  '2026-01-05T09:00:00.000Z',
  '0',
  {},
]

/** A payload that the schema takes, with every field in it, the optional ones too. Throws when none can be thought of. */
export function exampleOf(schema: z.core.$ZodType): unknown {
  const inner = bare(schema)
  const { def } = inner._zod
  if (def.type === 'object')
    return Object.fromEntries(Object.entries(shapes.parse(def).shape).map(([name, field]) => [name, exampleOf(field)]))
  if (def.type === 'array') return [exampleOf(lists.parse(def).element)]
  if (def.type === 'enum' || def.type === 'literal') return [...(inner._zod.values ?? [])][0]
  if (def.type === 'union') return exampleOf(unions.parse(def).options[0] ?? z.never())
  const found = candidates.find((candidate) => z.safeParse(schema, candidate).success)
  if (found === undefined) throw new Error(`no value is known for a ${def.type}: add one to the candidates`)
  return found
}

/** Values that few fields take: of other types, too large, too small, broken, and with names that programs stumble over. */
export const strangeValues: readonly unknown[] = [
  undefined,
  null,
  '',
  'MARKER-4711 ',
  'MARKER\ud800',
  'nul\0MARKER',
  'x'.repeat(20_000),
  '__proto__',
  '-1',
  '1e9',
  0,
  -1,
  1.5,
  2 ** 53,
  1e300,
  false,
  true,
  [],
  [[[]]],
  {},
  JSON.parse('{"__proto__":{"MARKER":true},"constructor":{"prototype":{"MARKER":true}}}'),
  { length: 3, toString: 'MARKER' },
]

/** The payload with another value at the path; without the field when the value is `undefined`. */
export function withValue(payload: unknown, [first, ...rest]: Field['path'], value: unknown): unknown {
  if (first === undefined) return value
  if (Array.isArray(payload))
    return payload.map((item, index) => (index === first ? withValue(item, rest, value) : item))
  const fields = Object.entries(z.record(z.string(), z.unknown()).parse(payload))
  return Object.fromEntries(
    fields.flatMap(([name, item]) => {
      if (name !== first) return [[name, item]]
      return rest.length === 0 && value === undefined ? [] : [[name, withValue(item, rest, value)]]
    }),
  )
}

/**
 * For every field of the schema, the payloads in which it alone is wrong: those that the schema refuses because of it. Each field
 * has at least one, or `takesAnything` names it; otherwise this throws.
 */
export function wrongPayloads(
  schema: z.core.$ZodType,
  {
    values = strangeValues,
    takesAnything = [],
  }: { values?: readonly unknown[]; takesAnything?: readonly string[] } = {},
): WrongPayload[] {
  const example = exampleOf(schema)
  return fieldsOf(schema).flatMap(({ path }) => {
    const field = path.join('.')
    const wrong = values
      .filter((value) => value !== undefined || typeof path.at(-1) === 'string')
      .map((value) => ({ field, value, payload: withValue(example, path, value) }))
      .filter(({ payload }) => isRefusedFor(z.safeParse(schema, payload), path))
    if (wrong.length === 0 && !takesAnything.includes(field)) throw new Error(`nothing is wrong for ${field}`)
    return wrong
  })
}

function isRefusedFor({ error }: z.ZodSafeParseResult<unknown>, path: Field['path']): boolean {
  const [issue] = error?.issues ?? []
  return issue !== undefined && path.every((step, index) => issue.path[index] === step)
}
