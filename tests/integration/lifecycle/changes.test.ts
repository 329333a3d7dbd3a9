import { expect, test } from 'vitest'
import { entryIdSchema } from '../../../src/shared/model/ids.ts'
import type { SessionChange } from '../../../src/shared/model/lifecycle/sessionChange.ts'
import { firstSession, openRelayWithCores } from '../../support/console/relayWithCores.ts'
import { newEntryId } from '../../support/console/startCore.ts'
import { until } from '../../support/time/until.ts'

const newId = () => entryIdSchema.parse(newEntryId())

async function open() {
  const fixture = await openRelayWithCores()
  const console = await fixture.signedInConsole()
  const change = (change: SessionChange, id = newId()) =>
    console.core.handlers.changeSession({ id, sessionId: firstSession, change })
  const session = async () =>
    (await console.core.handlers.readConsole({})).sessions.find(({ id }) => id === firstSession)
  const states = async () =>
    (await fixture.log(firstSession)).flatMap(({ body }) =>
      body.kind === 'state' ? [`${body.change}${body.reason ? `: ${body.reason}` : ''}`] : [],
    )
  return { ...fixture, console, change, session, states }
}

test('a console closes a session with an outcome and opens it again, and says so once the relay has', async () => {
  const { change, session, states } = await open()
  const close = { kind: 'close', reason: 'Advice given' } as const
  const id = newId()
  await change(close, id)
  // The same request again, as after an answer that was lost.
  await change(close, id)
  await until('it is closed', async () => (await session())?.active === false)
  await expect(change(close)).rejects.toMatchObject({ failure: { kind: 'sessionClosed' } })
  await change({ kind: 'reopen' })
  await until('it is open', async () => (await session())?.active === true)
  expect(await states()).toEqual(['opened', 'closed: Advice given', 'reopened'])
})

test('a console knows who has a session and what support was asked for', async () => {
  const { change, session } = await open()
  await change({ kind: 'claim' })
  await change({ kind: 'escalate', reason: 'A second opinion is needed' })
  await until('it is known', async () => (await session())?.escalation !== undefined)
  expect(await session()).toMatchObject({
    claimedBy: 'clinician',
    escalation: { escalatedBy: 'clinician', reason: 'A second opinion is needed' },
  })
  await change({ kind: 'close', reason: 'Advice given' })
  await until('the escalation is over', async () => (await session())?.escalation === undefined)
})

test('a console gives a session more time', async () => {
  const { relay, change, session, states } = await open()
  const expiresAt = Date.now() + 60_000
  await relay.putSession(firstSession, {
    kind: 'chat',
    participants: [
      { userId: 'clinician', role: 'clinician' },
      { userId: 'patient-1', role: 'patient' },
    ],
    expiresAt,
  })
  await until('it ends', async () => (await session())?.expiresAt === expiresAt)
  await change({ kind: 'extend', until: expiresAt + 900_000 })
  await until('it ends later', async () => (await session())?.expiresAt === expiresAt + 900_000)
  expect(await states()).toEqual(['opened', 'extended'])
})

test('a console that is not connected refuses at once, changes nothing, and does it when it is asked again', async () => {
  const { link, console, change, session, states } = await open()
  link.refuse(true)
  link.cut()
  await until('it is not live', async () => (await console.core.handlers.readConsole({})).link.mode !== 'live')
  const id = newId()
  const close = { kind: 'close', reason: 'Advice given' } as const
  await expect(change(close, id)).rejects.toMatchObject({ failure: { kind: 'offline' } })
  expect(await states()).toEqual(['opened'])
  expect((await session())?.active).toBe(true)
  link.refuse(false)
  await console.untilLive()
  await change(close, id)
  expect(await states()).toEqual(['opened', 'closed: Advice given'])
})
