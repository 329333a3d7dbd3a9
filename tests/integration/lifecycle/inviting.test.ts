import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { userIdSchema } from '../../../src/shared/model/ids.ts'
import { firstSession, openRelayWithCores } from '../../support/console/relayWithCores.ts'

test('a console invites the patient by a link that lets a page in, and takes it back', async () => {
  const { relay, signedInConsole } = await openRelayWithCores()
  const { invitePatient, readLinks, revokeLinks } = (await signedInConsole()).core.handlers
  const of = { sessionId: firstSession, userId: userIdSchema.parse('patient-1') }
  const open = (url: string) =>
    fetch(`${relay.url}/api/invitations/exchange`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ invitation: url.split('#')[1], key: randomBytes(32).toString('base64url') }),
    })

  const first = await invitePatient({ ...of, lifeMinutes: 60 })
  const second = await invitePatient({ ...of, lifeMinutes: 60 })
  expect((await open(first.url)).ok).toBe(false)
  expect((await open(second.url)).ok).toBe(true)
  expect((await readLinks({ sessionId: firstSession })).links).toMatchObject([{ opened: true, revoked: false }])
  expect(await revokeLinks(of)).toEqual({ revoked: 1 })
  expect((await readLinks({ sessionId: firstSession })).links).toMatchObject([{ opened: true, revoked: true }])
  const nobody = { ...of, userId: userIdSchema.parse('somebody') }
  await expect(invitePatient({ ...nobody, lifeMinutes: 60 })).rejects.toMatchObject({ failure: { kind: 'invalid' } })
})
