import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { refusalSchema } from '../../../src/shared/protocol/acknowledgement.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { exampleOf, fieldsOf, optionsOf, strangeValues, wrongPayloads } from '../../support/relay/wrongValues.ts'

const schemaSchema = z.record(z.string(), z.unknown())
const operationSchema = z.object({
  tags: z.array(z.string()).default([]),
  parameters: z
    .array(z.object({ name: z.string(), in: z.string(), required: z.boolean().default(false), schema: schemaSchema }))
    .default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: schemaSchema })) }).optional(),
})
const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) })
type Operation = z.output<typeof operationSchema>

/** Texts for what stands in a path, a query or a header, where everything is text. */
const strangeTexts = [
  '',
  ' ',
  'MARKER 4711',
  '-1',
  '1.5',
  '1e99',
  'NaN',
  '__proto__',
  'x'.repeat(400),
  '{}',
  'MARKER%00',
]

let relay: StartedRelay
let token: string
let operations: {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly operation: Operation
}[]
beforeAll(async () => {
  relay = await startRelay()
  await relay.putSession('s1', { pat: 'patient', ada: 'admin' })
  token = await relay.tokenFor('ada', 'admin')
  const document = documentSchema.parse(await (await fetch(`${relay.url}/api/openapi.json`)).json())
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      operation,
    })),
  )
})
afterAll(() => relay.stop())

/** Zod reads patterns without the flag that classes of characters need; what is refused without them is enough here. */
function jsonSchemaOf(schema: Record<string, unknown>): z.ZodType {
  const simple: Record<string, unknown> = JSON.parse(JSON.stringify(schema), (key, value) =>
    key === 'pattern'
      ? String(value)
          .replaceAll('\\p{L}\\p{N}', 'a-zA-Z0-9')
          .replaceAll(/\\p\{\w+\}/g, '')
      : value,
  )
  return z.fromJSONSchema(simple)
}

/** Values that are right for all that is asked for beside the body. */
function rightValues({ parameters }: Operation): Map<string, string> {
  return new Map(parameters.map(({ name, schema }) => [name, String(exampleOf(jsonSchemaOf(schema)))]))
}

async function call(
  { method, path, operation }: (typeof operations)[number],
  given: ReadonlyMap<string, string>,
  body: unknown,
): Promise<{ readonly status: number; readonly text: string }> {
  const isIn = (place: string) => operation.parameters.filter((parameter) => parameter.in === place)
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(given.get(name) ?? 's1'))
  const query = isIn('query').flatMap(({ name }) => {
    const value = given.get(name)
    return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]
  })
  const headers = Object.fromEntries(isIn('header').map(({ name }) => [name, given.get(name) ?? '']))
  const answer = await fetch(`${relay.url}${filled}?${query.join('&')}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(method === 'PATCH' ? { 'content-type': 'application/offset+octet-stream' } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, text: await answer.text() }
}

function expectNamed(answer: { status: number; text: string }, field: string, what: string): void {
  expect(answer.status, `${what}: ${answer.text}`).toBeGreaterThanOrEqual(400)
  expect(answer.status, what).toBeLessThan(500)
  // The answer to a HEAD is its status alone.
  if (what.startsWith('HEAD ')) return
  const refusal = refusalSchema.parse(JSON.parse(answer.text))
  expect(['invalid', 'tooLarge'], `${what}: ${answer.text}`).toContain(refusal.code)
  expect(refusal.retry).toBe('never')
  expect(`${refusal.error} `, what).toMatch(new RegExp(`^${field.replaceAll('.', '\\.')}[.: ]`))
  expect(refusal.error).not.toContain('MARKER')
}

/** Requests that may do without a body. */
const doWithoutBody: ReadonlySet<string> = new Set(
  ['invitations', 'claim', 'close', 'reopen', 'resolve'].map((name) => `POST /api/sessions/{id}/${name}`),
)

describe('a request over HTTP with one wrong field', () => {
  it('is refused with its name, for each field of each body', async () => {
    let tried = 0
    for (const route of operations) {
      const content = Object.values(route.operation.requestBody?.content ?? {})[0]
      if (!content) continue
      // No body at all, where that is allowed, has no fields.
      for (const schema of optionsOf(jsonSchemaOf(content.schema)).filter((one) => !z.safeParse(one, null).success)) {
        // A client of a document may have any word of its own for a message.
        const takesAnything = route.operation.tags.includes('dialects') ? ['id'] : []
        for (const { field, value, payload } of wrongPayloads(schema, { values: strangeValues, takesAnything })) {
          const answer = await call(route, rightValues(route.operation), payload)
          // Names that programs stumble over are refused before anything is looked at.
          const named = JSON.stringify(value)?.includes('"__proto__":') ? 'body' : field
          expectNamed(answer, named, `${route.name} with ${JSON.stringify(value)} as ${field}`)
          tried += 1
        }
        expect(fieldsOf(schema).length).toBeGreaterThan(0)
      }
    }
    expect(tried).toBeGreaterThan(200)
  })

  it('is refused with its name, for each part of the path, of the query and of the headers', async () => {
    let tried = 0
    for (const route of operations) {
      const { requestBody, parameters } = route.operation
      const content = Object.values(requestBody?.content ?? {})[0]
      const body = content && exampleOf(jsonSchemaOf(content.schema))
      for (const { name, in: place, schema } of parameters) {
        // The rest of a path may be anything, and a range that is none counts as none.
        if (['*', 'range', 'if-range', 'if-none-match'].includes(name)) continue
        const takes = jsonSchemaOf(schema)
        // A number may be told in any way that programs tell numbers; nothing is 0.
        const isWrong = (text: string) => !takes.safeParse(text).success && !takes.safeParse(Number(text)).success
        const wrong = strangeTexts.filter(
          (text) => isWrong(text) && (place !== 'path' || text !== '') && (place !== 'header' || text.trim() !== ''),
        )
        expect(wrong.length, `${route.name} ${name}`).toBeGreaterThan(0)
        for (const text of wrong) {
          const answer = await call(route, new Map([...rightValues(route.operation), [name, text]]), body)
          expectNamed(answer, name, `${route.name} with ${JSON.stringify(text)} as ${name}`)
          tried += 1
        }
      }
    }
    expect(tried).toBeGreaterThan(60)
  })

  it('is refused as a whole when its body is no object', async () => {
    for (const route of operations) {
      if (!route.operation.requestBody) continue
      for (const body of [null, 7, 'text', [], [[1]], true]) {
        const answer = await call(route, rightValues(route.operation), body)
        if (body === null && doWithoutBody.has(route.name)) continue
        expectNamed(answer, 'body', `${route.name} with ${JSON.stringify(body)}`)
      }
    }
  })
})
