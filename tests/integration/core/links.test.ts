import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { firstSession, openRelayWithCores } from '../../support/console/relayWithCores.ts'

test('a console learns the newest link of each patient: whether it was opened, and whether it was taken back', async () => {
  const fixture = await openRelayWithCores()
  const console = await fixture.signedInConsole()
  const { relay } = fixture
  const sessionId = sessionIdSchema.parse(firstSession)
  const read = async () => (await console.core.handlers.readLinks({ sessionId })).links
  const path = `${relay.url}/api/sessions/${firstSession}/invitations`
  const ask = async (method: string, url: string, body: object) => {
    const authorization = `Bearer ${await relay.tokenFor('clinician', 'clinician')}`
    const headers = { 'content-type': 'application/json', authorization }
    return (await fetch(url, { method, headers, body: JSON.stringify(body) })).json()
  }
  const make = async () =>
    z
      .object({ url: z.string() })
      .parse(await ask('POST', path, {}))
      .url.split('#')[1]

  expect(await read()).toEqual([])
  await make()
  const invitation = await make()
  expect(await read()).toMatchObject([{ userId: 'patient-1', opened: false, revoked: false }])
  await ask('POST', `${relay.url}/api/invitations/exchange`, { invitation, key: randomBytes(32).toString('base64url') })
  expect(await read()).toMatchObject([{ opened: true, revoked: false }])
  await ask('DELETE', path, {})
  expect(await read()).toMatchObject([{ opened: true, revoked: true }])
  await expect(console.core.handlers.readLinks({ sessionId: sessionIdSchema.parse('unknown') })).rejects.toMatchObject({
    failure: { kind: 'notFound' },
  })
})
