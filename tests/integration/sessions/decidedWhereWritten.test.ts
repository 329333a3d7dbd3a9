import { describe, expect, it, onTestFinished } from 'vitest'
import type { SessionChange } from '../../../relay/sessions/sessionUseCases.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { newEntryId } from '../../support/relay/nativeClient.ts'
import { openRelayWithSession } from '../../support/relay/relayWithSession.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

const sessionId = sessionIdSchema.parse('visit-1')
const refused = (code: string) => expect.objectContaining({ success: false, code })

describe('a request to change a session under an id that was used before', () => {
  it.each(['claim', 'close', 'escalate', 'dispute', 'transfer'] as const)(
    'changes nothing and is told to nobody: session:%s',
    async (kind) => {
      const { relay, connect } = await openRelayWithSession()
      await relay.putSession(sessionId, { pat: 'patient', doc: 'clinician', 'other-doc': 'clinician' })
      const doctor = await connect('doc', 'clinician')
      const patient = await connect('pat', 'patient')
      const [own, anothers] = [newEntryId(), newEntryId()]
      expect(await doctor.send(sessionId, 'hello', { id: own })).toMatchObject({ success: true })
      expect(await patient.send(sessionId, 'hello', { id: anothers })).toMatchObject({ success: true })
      await patient.until('both', () => patient.entries.length >= 2)
      const before = await doctor.pullAll()
      const received = patient.received.length
      const more = { reason: 'so', ...(kind === 'transfer' ? { to: 'other-doc' } : {}) }
      for (const id of [own, anothers, before.entries[0]?.id])
        expect(await doctor.request(`session:${kind}`, { id, sessionId, ...more })).toEqual(refused('conflict'))
      expect(await doctor.pullAll()).toEqual(before)
      expect(patient.received.slice(received).filter(({ event }) => event === 'sessions:changed')).toEqual([])
    },
  )
})

describe('a request that few may make', () => {
  it.each(['join', 'resolveDispute', 'leave', 'reopen', 'extend'] as const)(
    'changes nothing under an id used before, and is done once however often it is asked: session:%s',
    async (kind) => {
      const { relay, connect, clock } = await openRelayWithSession()
      const participants = (['pat', 'doc', 'other-doc'] as const).map((userId) => ({
        userId,
        role: userId === 'pat' ? ('patient' as const) : ('clinician' as const),
      }))
      await relay.putSession(sessionId, { kind: 'chat', participants, expiresAt: clock.now() + 3_600_000 })
      const doctor = await connect('doc', 'clinician')
      const patient = await connect('pat', 'patient')
      const support = await connect('sue', 'support')
      await patient.ask('session:dispute', { id: newEntryId(), sessionId, reason: 'wrong dose' })
      const isSupports = kind === 'join' || kind === 'resolveDispute'
      if (kind === 'resolveDispute') await support.ask('session:join', { id: newEntryId(), sessionId })
      const principal = isSupports ? support : kind === 'leave' ? await connect('other-doc', 'clinician') : doctor
      const anothers = newEntryId()
      expect(await patient.send(sessionId, 'hello', { id: anothers })).toMatchObject({ success: true })
      if (kind === 'reopen') await doctor.ask('session:close', { id: newEntryId(), sessionId })
      const before = await doctor.pullAll()
      const received = patient.received.length
      const more = kind === 'extend' ? { until: clock.now() + 7_200_000 } : {}
      const request = (id: unknown, by: object = {}) =>
        principal.request(`session:${kind}`, { id, sessionId, ...more, ...by })
      for (const { id } of before.entries) expect(await request(id), id).toEqual(refused('conflict'))
      expect(await doctor.pullAll()).toEqual(before)
      expect(patient.received.slice(received).filter(({ event }) => event === 'sessions:changed')).toEqual([])

      const id = newEntryId()
      const place = await request(id)
      expect(place).toMatchObject({ success: true })
      const after = await doctor.pullAll()
      expect(after.sessions).not.toEqual(before.sessions)
      expect(after.entries.map((entry) => entry.id)).toEqual([...before.entries.map((entry) => entry.id), id])
      expect(await request(id)).toEqual(place)
      const other = kind === 'join' ? 'leave' : kind === 'reopen' ? 'close' : 'reopen'
      expect(await principal.request(`session:${other}`, { id, sessionId })).toEqual(refused('conflict'))
      if (kind === 'resolveDispute' || kind === 'reopen')
        expect(await request(id, { reason: 'another' })).toEqual(refused('conflict'))
      expect(await doctor.pullAll()).toEqual(after)
    },
  )
})

describe('an id of any of ten kinds that was used before', () => {
  it('is refused for everything else, by every request that takes one, and changes nothing', async () => {
    const { relay, connect } = await openRelayWithSession()
    await relay.putSession(sessionId, { pat: 'patient', doc: 'clinician', 'other-doc': 'clinician' })
    await relay.putSession('visit-2', { pat: 'patient', doc: 'clinician' })
    const doctor = await connect('doc', 'clinician')
    const patient = await connect('pat', 'patient')
    const another = await connect('other-doc', 'clinician')
    const place = { sessionId, thread: 'care' } as const
    const used = async (by: (id: string) => Promise<unknown>) => {
      const id = newEntryId()
      expect(await by(id)).toMatchObject({ success: true })
      return id
    }
    const sending = (text: string) => (id: string) => doctor.request('message:send', { id, ...place, text })
    const [target, redacted, own] = [
      await used(sending('one')),
      await used(sending('two')),
      await used(sending('three')),
    ]
    const ids: Readonly<Record<string, string | undefined>> = {
      'an own message': own,
      'an own message, in capitals': own.toUpperCase(),
      'somebody else’s message': await used((id) => patient.request('message:send', { id, ...place, text: 'four' })),
      'a note': await used((id) => doctor.request('message:send', { id, ...place, thread: 'staff', text: 'five' })),
      'an own message elsewhere': await used((id) =>
        doctor.request('message:send', { id, ...place, sessionId: 'visit-2', text: 'six' }),
      ),
      'an own edit': await used((id) => doctor.request('message:edit', { id, ...place, target, text: 'one, again' })),
      'an own redaction': await used((id) => doctor.request('message:redact', { id, ...place, target: redacted })),
      'somebody else’s reaction': await used((id) =>
        patient.request('message:react', { id, ...place, target, emoji: '👍', on: true }),
      ),
      'an own change': await used((id) => doctor.request('session:escalate', { id, sessionId, reason: 'so' })),
      'somebody else’s change': await used((id) => another.request('session:claim', { id, sessionId })),
      'what the relay says of the session': (await doctor.pullAll()).entries[0]?.id,
    }
    const before = await doctor.pullAll()
    for (const [kind, id] of Object.entries(ids)) {
      const asked = [
        ['message:send', { ...place, text: 'not said' }],
        ['message:edit', { ...place, target: own, text: 'not said' }],
        ['message:redact', { ...place, target: own }],
        ['message:react', { ...place, target: own, emoji: '❤️', on: true }],
        ['session:leave', { sessionId }],
        ['session:dispute', { sessionId, reason: 'so' }],
        ['session:close', { sessionId }],
      ] as const
      for (const [event, payload] of asked)
        expect(await doctor.request(event, { id, ...payload }), `${event}: ${kind}`).toEqual(refused('conflict'))
    }
    expect(await doctor.pullAll()).toEqual(before)
  })
})

describe('a message whose sender is taken out while it is being looked up', () => {
  it('is not stored', async () => {
    const asked = Promise.withResolvers<void>()
    const answered = Promise.withResolvers<void>()
    const relay = await startRelay({
      wrapStore: (store) => ({
        ...store,
        log: {
          ...store.log,
          findInThread: async (of) => {
            const found = await store.log.findInThread(of)
            asked.resolve()
            await answered.promise
            return found
          },
        },
      }),
    })
    onTestFinished(relay.stop)
    await relay.putSession(sessionId, { pat: 'patient', doc: 'clinician', 'other-doc': 'clinician' })
    const { appendMessage, changeSession } = relay.useCases()
    const principal = (id: string) => ({ userId: userIdSchema.parse(id), role: 'clinician', name: id }) as const
    const said = { sessionId, thread: 'care', type: 'text', text: 'Take 5 mg.' } as const
    const id = () => entryIdSchema.parse(newEntryId())
    const { entry } = await appendMessage(principal('other-doc'), { ...said, id: id() })
    const sending = appendMessage(principal('doc'), { ...said, id: id(), replyTo: entry.id })
    await asked.promise
    const left: SessionChange = { kind: 'leave' }
    await changeSession(principal('doc'), { id: id(), sessionId, change: left })
    answered.resolve()
    await expect(sending).rejects.toMatchObject({ failure: { kind: 'notFound' } })
    const entries = await relay.store().log.read({ sessionId, thread: 'care', limit: 100, from: { after: 0 } })
    expect(entries.filter(({ senderId, body }) => senderId === 'doc' && body.kind === 'message')).toEqual([])
  })
})
