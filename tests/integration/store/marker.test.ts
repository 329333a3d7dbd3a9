import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { credentialOfToken } from '../../../src/shared/ipc/credential.ts'
import { connectPage } from '../../support/console/openBrowserHost.ts'
import { openRelayWithConsole, products } from '../../support/console/relayWithConsole.ts'
import { newEntryId } from '../../support/relay/nativeClient.ts'
import { until } from '../../support/time/until.ts'

const marker = 'MARKERquokka'

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => join(item.parentPath, item.name))
}

const holds = (bytes: Buffer) => bytes.includes(marker) || bytes.includes(Buffer.from(marker, 'utf16le'))

test('texts, names, drafts and files are in no file of the console and in no log of either process', async () => {
  const fixture = await openRelayWithConsole({
    ...{ programs: products, patients: [`Ann ${marker}`], signsIn: true, relayLogLevel: 'trace' },
  })
  onTestFinished(fixture.clear)
  const [sessionId] = fixture.sessionIds
  if (!sessionId) throw new Error('there is no session')
  const page = connectPage(fixture.hostPort, [credentialOfToken(await fixture.host.start())])
  onTestFinished(page.close)
  const readConsole = async () => JSON.stringify(await page.invoke('readConsole', {}))
  await until('the session is here, with its name', async () => (await readConsole()).includes(marker))
  const send = (text: string) =>
    page.invoke('sendMessage', { id: newEntryId(), sessionId, thread: 'care', text: `${marker} ${text}` })
  const witness = fixture.openWitness()
  onTestFinished(witness.close)
  await witness.ready

  expect(await send('own')).toMatchObject({ ok: true })
  await witness.send({ id: witness.newEntryId(), sessionId, thread: 'care', text: `${marker} theirs` })
  await until('both are here', async () => {
    const log = JSON.stringify(
      await page.invoke('readEntries', { sessionId, thread: 'care', from: { kind: 'end' }, limit: 50 }),
    )
    return log.includes(`${marker} own`) && log.includes(`${marker} theirs`)
  })
  // What is refused and what is none must not be quoted in a log either.
  await page.invoke('sendMessage', { id: newEntryId(), sessionId: marker, thread: 'care', text: marker })
  await page.invoke('sendMessage', { id: marker, sessionId, thread: marker, text: marker })
  await page.invoke(marker as 'readConsole', {})
  await page.invoke('signIn', { relayUrl: fixture.relayUrl, user: marker, password: marker })
  await fetch(`${fixture.relayUrl}/api/${marker}?token=${marker}`, { headers: { authorization: `Bearer ${marker}` } })
  await fixture.relay.kill()
  expect(await send('unsent')).toMatchObject({ ok: true })
  expect(await page.invoke('saveDraft', { sessionId, thread: 'care', text: `${marker} begun` })).toMatchObject({
    ok: true,
  })
  const content = Buffer.from(`${marker} in a file`)
  const given = { id: newEntryId(), sessionId, thread: 'care', name: `${marker}.txt`, bytes: content.byteLength } as const
  expect(await page.invoke('attachFile', { ...given, offset: 0, content: content.toString('base64') })).toMatchObject({
    ...{ ok: true, value: { file: { bytes: content.byteLength } } },
  })
  expect(await readConsole()).toContain(`${marker} begun`)

  const expectNothing = () => {
    const files = filesUnder(fixture.directories.console)
    expect(files.filter((file) => file.endsWith('rounds.db'))).toHaveLength(1)
    expect(files.filter((file) => file.includes(marker) || holds(readFileSync(file)))).toEqual([])
    expect(fixture.host.output()).not.toContain(marker)
    expect(fixture.relay.output()).not.toContain(marker)
  }
  // While it runs, with its write-ahead log; killed, with what a crash leaves; and after a clean end.
  expectNothing()
  await fixture.host.kill()
  expectNothing()
  await fixture.host.start()
  await fixture.host.stop()
  expectNothing()

  // The search can find something: the relay's own data has it, and both logs have lines.
  expect(filesUnder(fixture.directories.relay).some((file) => holds(readFileSync(file)))).toBe(true)
  expect(fixture.relay.output().split('\n').length).toBeGreaterThan(5)
  const consoleLog = readFileSync(join(fixture.directories.console, 'console.log'), 'utf8')
  expect(consoleLog).toContain('connected')
  // A lost relay and whatever was refused are expected: no line of either log calls them errors.
  const levels = `${consoleLog}\n${fixture.relay.output()}`.matchAll(/"level":(\d+)/g)
  expect([...levels].filter(([, level]) => Number(level) >= 50)).toEqual([])
})
