import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAsyncapi } from '../../relay/reference/createAsyncapi.ts'
import { down } from '../../src/shared/protocol/down.ts'
import { up } from '../../src/shared/protocol/up.ts'
import { type StartedHttp, startHttp } from '../support/startHttp.ts'

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
    expect(Object.keys(body.operations)).toHaveLength(Object.keys(up).length + Object.keys(down).length)
    const names = Object.keys(body.channels.rounds.messages)
    const referred = [...text(body).matchAll(/#\/channels\/rounds\/messages\/([\w.-]+)/g)].map(([, name]) => name)
    expect(referred).toHaveLength(2 * Object.keys(up).length + Object.keys(down).length)
    for (const name of referred) expect(names).toContain(name)
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
