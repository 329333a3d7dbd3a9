import specs from '@asyncapi/specs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { dialects } from '../../relay/dialects/dialects.ts'
import { createAsyncapi } from '../../relay/reference/createAsyncapi.ts'
import { down } from '../../src/shared/protocol/down.ts'
import { up } from '../../src/shared/protocol/up.ts'
import { type StartedHttp, startHttp } from '../support/relay/http/startHttp.ts'

const text = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`

/** A document that is not current is written anew by `vitest run --update tests/architecture/reference.test.ts`. */
describe('the reference', () => {
  let http: StartedHttp
  beforeAll(async () => {
    http = await startHttp()
  })
  afterAll(() => http.stop())

  it('docs/openapi.json is what the relay serves', async () => {
    const { body } = await http.call('GET', '/api/openapi.json')
    await expect(text(body)).toMatchFileSnapshot('../../docs/openapi.json')
  })

  it('docs/asyncapi.json is what the relay serves', async () => {
    const { body } = await http.call('GET', '/docs/asyncapi.json')
    expect(body).toEqual(JSON.parse(text(createAsyncapi())))
    await expect(text(body)).toMatchFileSnapshot('../../docs/asyncapi.json')
  })

  it('has every request with its answer and every event, and refers to nothing that is not there', async () => {
    const { body } = await http.call('GET', '/docs/asyncapi.json')
    const spoken = [
      { channel: 'rounds', asked: Object.keys(up), heard: Object.keys(down) },
      ...Object.values(dialects).map((dialect) => ({
        channel: dialect.name,
        asked: Object.keys(dialect.up),
        heard: Object.keys(dialect.events),
      })),
    ]
    expect(Object.keys(body.channels).sort()).toEqual(spoken.map(({ channel }) => channel).sort())
    let operations = 0
    for (const { channel, asked, heard } of spoken) {
      const names = Object.keys(body.channels[channel].messages)
      const key = (event: string) => event.replaceAll(':', '.')
      expect(names.sort()).toEqual(
        [
          ...asked.flatMap((event) => [key(event), `${key(event)}.ack`]),
          ...heard.map((event) => `down.${key(event)}`),
        ].sort(),
      )
      const referred = [...text(body).matchAll(new RegExp(`#/channels/${channel}/messages/([\\w.-]+)"`, 'g'))]
      expect(referred.map(([, name]) => name).sort()).toEqual(names)
      operations += asked.length + heard.length
    }
    expect(Object.keys(body.operations)).toHaveLength(operations)
  })

  it('is made of documents that are valid by their own standards', async () => {
    const { body: openapi } = await http.call('GET', '/api/openapi.json')
    const validator = new Validator()
    expect((await validator.validate(openapi)).errors).toBeUndefined()
    expect(validator.version).toBe('3.1')
    const schemas = Object.keys(openapi.components.schemas)
    const referred = [...text(openapi).matchAll(/"\$ref": "#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name)
    expect(schemas).toEqual(expect.arrayContaining([...new Set(referred)]))

    const { body: asyncapi } = await http.call('GET', '/docs/asyncapi.json')
    const schema = z.looseObject({}).parse(specs.schemas['3.0.0'])
    const isAsyncapi = new Ajv({ strict: false, validateFormats: false, meta: false }).compile(schema)
    isAsyncapi(asyncapi)
    expect(isAsyncapi.errors).toBeNull()
    isAsyncapi({ ...asyncapi, operations: { one: { action: 'whatever' } } })
    expect(isAsyncapi.errors).not.toBeNull()
  })

  it('tells of each route what it may refuse with, and of those that need a token that they do', async () => {
    const { body } = await http.call('GET', '/api/openapi.json')
    for (const [path, operations] of Object.entries<Record<string, { security?: unknown; responses: object }>>(
      body.paths,
    ))
      for (const [method, { security, responses }] of Object.entries(operations)) {
        const statuses = Object.keys(responses)
        expect(statuses, `${method} ${path}`).toEqual(expect.arrayContaining(['500', '503']))
        expect(statuses.includes('401'), `${method} ${path}`).toBe(security !== undefined)
      }
    const { responses } = body.paths['/api/sessions/{id}/messages'].post
    expect(Object.keys(responses).sort()).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '409',
      '413',
      '429',
      '500',
      '503',
      '504',
      '507',
    ])
    const refusal = body.components.schemas.Refusal409.properties.code.enum
    expect(refusal.sort()).toEqual(['conflict', 'frozen', 'outsideHours', 'sessionClosed'])
  })

  it('has a page that shows every route, under a policy that lets nothing in but its own styles', async () => {
    const { status, headers, body } = await http.call('GET', '/docs')
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/)
    expect(policy).not.toContain('unsafe')
    expect(body).not.toMatch(/<script|javascript:|https?:\/\//)
    const { body: openapi } = await http.call('GET', '/api/openapi.json')
    for (const path of Object.keys(openapi.paths)) expect(body).toContain(`<code>${path}</code>`)
    for (const event of Object.keys(up)) expect(body).toContain(`<code>${event}</code>`)
  })
})
