import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../../relay/store/store.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { asPayload, type DialectClient, tokenWith } from '../../support/dialects/dialectClient.ts'
import { dialectSideNames, dialectSides } from '../../support/dialects/dialectSides.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { until } from '../../support/time/until.ts'

const id = sessionIdSchema.parse('calls-1')

describe('what a message of a dialect asks of the store', () => {
  let calls: string[]
  let relay: StartedRelay
  let client: DialectClient | undefined

  /** The patient, who is nowhere, finds a notification; that is stored beside, and words are indexed when nobody writes. */
  const ofMessage = () => calls.filter((call) => !/^(notifications|words)\./.test(call))

  beforeEach(async () => {
    calls = []
    relay = await startRelay({ wrapStore: (store) => withCallsNoted(store, (name) => calls.push(name)) })
    await relay.putSession(id, { pat: 'patient', doc: 'clinician' })
  })
  afterEach(async () => {
    client?.close()
    client = undefined
    await relay.stop()
  })

  it.each(dialectSideNames)('%s: one commit, and nothing is read', async (name) => {
    const side = dialectSides(id)[name]
    const opened = await side.open(relay.url, await tokenWith({ userId: 'doc', role: side.clinician }))
    client = opened
    const received = () => opened.received.filter(({ event }) => side.events.includes(event)).length
    side.send(opened, 'first')
    await until('the first is received', () => received() > 0)
    await opened.settled()
    calls.length = 0
    side.send(opened, 'second')
    await until('the second is received', () =>
      opened.received.some(({ payload }) => JSON.stringify(payload).includes('second')),
    )
    await opened.settled()
    expect(ofMessage()).toEqual(['log.appendAll'])
  })

  it('a message with an id of its own costs no more, and the same again is read as it is now', async () => {
    const opened = await dialectSides(id).chats.open(relay.url, await tokenWith({ userId: 'doc', role: 'provider' }))
    client = opened
    await opened.ask('send_message', { chatId: id, message: 'before' })
    calls.length = 0
    const message = { chatId: id, message: 'mine', id: 'own-1' }
    const first = asPayload((await opened.ask('send_message', message)).message)
    expect(ofMessage()).toEqual(['log.appendAll'])
    calls.length = 0
    expect(asPayload((await opened.ask('send_message', message)).message)).toEqual(first)
    expect(ofMessage()).toEqual(['log.appendAll', 'log.readMessages', 'log.standingAmendments'])
  })
})

/** The same store, by which the name of every call of one of its parts is noted as it begins. */
function withCallsNoted(store: Store, note: (name: string) => void): Store {
  const parts: Store = { ...store }
  for (const [part, methods] of Object.entries(store)) {
    if (typeof methods !== 'object') continue
    const noted = new Proxy(methods, {
      get: (target, name, receiver) => {
        const method: unknown = Reflect.get(target, name, receiver)
        if (typeof method !== 'function') return method
        return (...args: unknown[]) => {
          note(`${part}.${String(name)}`)
          return Reflect.apply(method, target, args)
        }
      },
    })
    Reflect.set(parts, part, noted)
  }
  return parts
}
