import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Store } from '../../../relay/store/store.ts'
import { connectDialect, tokenWith } from '../../support/dialects/dialectClient.ts'
import { connectNative } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'
import { until } from '../../support/time/until.ts'

const listSchema = z.object({ items: z.array(z.object({ count: z.int() })) })

let relay: StartedRelay
afterEach(() => relay.stop())

const participants = [
  { userId: 'pat', role: 'patient' },
  { userId: 'doc', role: 'clinician' },
] as const

/** Messages of a client of each system to the session `s1`, and what its connection begins with. */
const speakers = {
  sessions: { eventOf: (text: string) => ['chat-message', { sessionId: 's1', message: text }] },
  chats: { namespace: '/chat', eventOf: (text: string) => ['send_message', { chatId: 's1', message: text }] },
  singleChat: { auth: { chatId: 's1' }, eventOf: (text: string) => ['send_message', { chatId: 's1', message: text }] },
  healthPlatform: { eventOf: (text: string) => ['message:send', { visitId: 's1', message: text }] },
  consultations: {
    eventOf: (text: string) => ['send_message', { consultationId: 's1', sender: 'user', content: text }],
  },
} as const satisfies Record<string, { namespace?: '/chat'; auth?: object; eventOf: (text: string) => unknown[] }>

describe('what a client sends before it disconnects', () => {
  it.each(Object.entries(speakers))('is stored, all of it, of a client of %s', async (_name, speaker) => {
    relay = await startRelay()
    await relay.putSession('s1', { kind: 'consultation', participants: [...participants] })
    const doc = await connectNative({ url: relay.url, token: await relay.tokenFor('doc', 'clinician') })
    const texts = Array.from({ length: 20 }, (_, index) => `line ${index}`)
    const { namespace, auth } = { namespace: '/' as const, auth: {}, ...speaker }
    const token = await tokenWith({ userId: 'pat', role: 'patient' })
    const pat = await connectDialect({ url: relay.url, namespace, auth: { ...auth, token } })
    for (const text of texts) {
      const [event, payload] = speaker.eventOf(text)
      pat.emit(`${event}`, payload)
    }
    pat.socket.disconnect()
    const stored = () => doc.entries.flatMap(({ body }) => (body.kind === 'message' ? [body.text] : []))
    await doc.until('the last line has come', () => stored().length >= texts.length)
    expect(stored()).toEqual(texts)
    doc.close()
  })
})

describe('whoever came and went', () => {
  it('is gone, and notified, in whatever order arrival and departure are worked off', async () => {
    const pace = { waits: [0], next: 0, inHand: 0 }
    /** A look-up that takes as long as the run sets. */
    const slowly =
      <Given extends unknown[], Found>(lookUp: (...given: Given) => Promise<Found>) =>
      async (...given: Given): Promise<Found> => {
        const waitMs = pace.waits[pace.next++ % pace.waits.length] ?? 0
        pace.inHand += 1
        try {
          await new Promise((resolve) => setTimeout(resolve, waitMs))
          return await lookUp(...given)
        } finally {
          pace.inHand -= 1
        }
      }
    relay = await startRelay({
      wrapStore: (store: Store) => ({
        ...store,
        sessions: { ...store.sessions, list: slowly(store.sessions.list), find: slowly(store.sessions.find) },
        calls: { ...store.calls, open: slowly(store.calls.open) },
        watermarks: { ...store.watermarks, of: slowly(store.watermarks.of) },
      }),
    })
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    const admin = await connectNative({ url: relay.url, token: await relay.tokenFor('boss', 'admin') })
    const token = await tokenWith({ userId: 'pat', role: 'patient' })
    let sent = 0
    const run = fc.asyncProperty(
      fc.constantFrom(...Object.values(speakers)),
      fc.array(fc.nat(25), { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(25), { minLength: 1, maxLength: 3 }),
      async (speaker, waits, lives) => {
        pace.waits = waits
        const { namespace, auth } = { namespace: '/' as const, auth: {}, ...speaker }
        await Promise.all(
          lives.map(async (lifeMs) => {
            const client = await connectDialect({ url: relay.url, namespace, auth: { ...auth, token } })
            client.emit('join-session', 's1')
            client.emit('room:join', 'visit:s1')
            client.emit('presence:subscribe', ['doc'])
            await new Promise((resolve) => setTimeout(resolve, lifeMs))
            client.socket.disconnect()
          }),
        )
        pace.waits = [0]
        const last = async () => (await admin.ask('presence:watch', { userIds: ['pat'] })).items[0]?.status
        await until('everything is worked off', () => pace.inHand === 0)
        await until('the patient is gone', async () => (await last()) === 'offline')
        const doc = await connectNative({ url: relay.url, token: await relay.tokenFor('doc', 'clinician') })
        expect(await doc.send('s1', 'Are you there?')).toMatchObject({ success: true })
        doc.close()
        sent += 1
        const headers = { authorization: `Bearer ${token}` }
        const notified = async () => {
          const answer = await fetch(`${relay.url}/api/notifications`, { headers })
          return listSchema.parse(await answer.json()).items[0]?.count ?? 0
        }
        await until('the patient is notified', async () => (await notified()) === sent)
      },
    )
    await fc.assert(run, { numRuns: 25 })
    admin.close()
  })
})

describe('whoever is let in by a token that has expired by then', () => {
  it('is disconnected, and not present from then on', async () => {
    const clock = createFakeClock()
    relay = await startRelay({
      clock,
      wrapStore: (store: Store) => ({
        ...store,
        refreshTokens: {
          ...store.refreshTokens,
          // The last thing that is asked of a token, after its time was looked at.
          isEnded: async (admission) => {
            if (admission.userId === 'pat') clock.advance(60_000)
            return await store.refreshTokens.isEnded(admission)
          },
        },
      }),
    })
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    const admin = await connectNative({ url: relay.url, token: await relay.tokenFor('boss', 'admin') })
    const token = await relay.tokenFor('pat', 'patient', 'Pat', 30_000)
    const pat = await connectDialect({ url: relay.url, auth: { token } })
    await until('the patient is disconnected', () => !pat.socket.connected)
    // A request of its own that reads what an arrival reads: by then one that was under way has come to its end.
    await admin.pullAll()
    expect(await admin.ask('presence:watch', { userIds: ['pat'] })).toMatchObject({ items: [{ status: 'offline' }] })
    admin.close()
  })
})
