import { expect, onTestFinished, test } from 'vitest'
import { createRemoteAdministration } from '../../../relay/admin/remoteAdministration.ts'
import type { MintToken } from '../../../simulation/mintToken.ts'
import { readHistory } from '../../../simulation/readHistory.ts'
import { createRelayAdmin } from '../../../simulation/relayAdmin.ts'
import { userIdSchema } from '../../../src/shared/model/ids.ts'
import { firstSession, openRelayWithCores, password } from '../../support/console/relayWithCores.ts'
import { openPathProxy } from '../../support/servers/openPathProxy.ts'
import { until } from '../../support/time/until.ts'

const path = '/rounds-app'

async function openUnderPath() {
  const fixture = await openRelayWithCores()
  const proxy = await openPathProxy(fixture.relay.port, path)
  onTestFinished(() => proxy.close())
  return { fixture, proxy }
}

test.each(['', '/'])(
  'a console speaks to a relay under a path, typed with "%s" behind it, by socket and without one',
  async (end) => {
    const { fixture, proxy } = await openUnderPath()
    const console = fixture.console()
    await fixture.sendAsPatient(firstSession, 'before you came')
    await console.core.handlers.signIn({ relayUrl: proxy.url + end, user: 'clinician', password })
    await console.untilLive()
    await until('it has what was said', async () => (await console.texts(firstSession)).includes('before you came'))
    await fixture.sendAsPatient(firstSession, 'and now')
    await until('it gets what is said', async () => (await console.texts(firstSession)).includes('and now'))
    await console.send(firstSession, 'over the socket')
    await console.untilSent()

    proxy.refuseSockets(true)
    await until('no socket can be had', async () => (await console.state()).link.mode === 'polling')
    await console.send(firstSession, 'without a socket')
    await console.untilSent()
    expect(await fixture.texts(firstSession)).toEqual([
      'before you came',
      'and now',
      'over the socket',
      'without a socket',
    ])
    expect(proxy.asked.filter((line) => !line.includes(` ${path}/`))).toEqual([])
  },
)

test('what administers and plays against a relay finds it under a path', async () => {
  const { fixture, proxy } = await openUnderPath()
  const mint: MintToken = ({ userId, name, role }) => fixture.relay.tokenFor(userId, role, name)
  await createRelayAdmin(proxy.url, mint).putUser(userIdSchema.parse('new-one'), { name: 'New', role: 'patient' })
  const root = { userId: userIdSchema.parse('root'), name: 'Root', role: 'admin' } as const
  const users = await createRemoteAdministration(proxy.url, await mint(root)).listUsers(root)
  expect(users.map(({ id }) => id)).toContain('new-one')
  await fixture.sendAsPatient(firstSession, 'read it back')
  const token = await mint({ userId: 'clinician', name: 'Clin Ician', role: 'clinician' })
  const history = await readHistory(proxy.url, token, firstSession)
  expect(history.map(({ text }) => text)).toEqual(['read it back'])
  expect(proxy.asked.filter((line) => !line.includes(` ${path}/`))).toEqual([])
})
