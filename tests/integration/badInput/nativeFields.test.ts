import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalSchema } from '../../../src/shared/protocol/acknowledgement.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import { type UpEvent, up } from '../../../src/shared/protocol/up.ts'
import { connectNative, type NativeClient } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { exampleOf, fieldsOf, strangeValues, wrongPayloads } from '../../support/relay/wrongValues.ts'

/** Fields that are right for the schema whatever they are. */
const takesAnything: Partial<Record<UpEvent, readonly string[]>> = {}
const events = Object.keys(up).filter((name): name is UpEvent => Object.hasOwn(up, name))

let relay: StartedRelay
let ada: NativeClient
beforeAll(async () => {
  relay = await startRelay()
  await relay.putSession('s1', { pat: 'patient', ada: 'admin' })
  ada = await connectNative({ url: relay.url, token: await relay.tokenFor('ada', 'admin') })
})
afterAll(async () => {
  ada.close()
  await relay.stop()
})

const ask = async (event: string, payload: unknown): Promise<unknown> =>
  await ada.socket.timeout(10_000).emitWithAck(event, payload)

describe('a wrong field of a request', () => {
  it.each(events)('of %s is named in the refusal, which does not repeat it', async (event) => {
    const schema = up[event].payload
    const values = [...strangeValues, Buffer.from('MARKER')]
    const wrong = wrongPayloads(schema, { values, takesAnything: takesAnything[event] ?? [] })
    expect(wrong.length).toBeGreaterThanOrEqual(fieldsOf(schema).length)
    for (const { field, value, payload } of wrong) {
      const answer = await ask(event, payload)
      const refusal = refusalSchema.parse(answer, { error: () => `${event} took ${JSON.stringify(value)} as ${field}` })
      expect(['invalid', 'tooLarge']).toContain(refusal.code)
      expect(refusal.retry).toBe('never')
      expect(`${refusal.error} `).toMatch(new RegExp(`^${field.replaceAll('.', '\\.')}[.: ]`))
      expect(refusal.error).not.toContain('MARKER')
    }
  })

  it.each(events)(
    'of %s: a payload that is nested deeply is refused as a whole, on a connection that stays',
    async (event) => {
      let payload: unknown = 'MARKER'
      for (let depth = 0; depth < 2_000; depth += 1) payload = depth % 2 === 0 ? [payload] : { payload }
      expect(await ask(event, payload)).toMatchObject({ code: 'invalid', error: expect.stringMatching(/^payload: /) })
      expect(ada.socket.connected).toBe(true)
    },
  )

  it.each(events)('of %s: a payload that is no object is refused as a whole', async (event) => {
    for (const payload of [null, [], 'text', 7, true, [[1]]]) {
      const answer = await ask(event, payload)
      const isRight = up[event].payload.safeParse(payload).success
      expect(refusalSchema.safeParse(answer).success).toBe(!isRight)
      if (!isRight) expect(answer).toMatchObject({ code: 'invalid', error: expect.stringMatching(/^payload: /) })
    }
  })

  it('is told apart from a text that is too long, which its sender can shorten', async () => {
    const whole = exampleOf(up['message:send'].payload)
    const answer = await ask(
      'message:send',
      Object.assign({}, whole, { text: 'x'.repeat(limits.messageTextBytes + 1) }),
    )
    expect(answer).toMatchObject({ success: false, code: 'tooLarge', error: expect.stringMatching(/^text: /) })
  })

  it('changes nothing: the session is as it was', async () => {
    const { entries } = await ada.pullAll()
    expect(entries.map(({ body }) => body.kind)).not.toContain('message')
    expect(await ada.send('s1', 'after all that')).toMatchObject({ success: true })
    expect(Object.keys({})).toEqual([])
    expect('MARKER' in {}).toBe(false)
  })
})
