import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { FailureKind } from '../../../../src/shared/model/failure.ts'
import { attachTo, newFileId, readWhole, textOf } from '../../../support/console/files/attachTo.ts'
import { firstSession, openRelayWithCores, secondSession } from '../../../support/console/relayWithCores.ts'
import { makeDataDir, newEntryId, removeDataDir, type StartedCore } from '../../../support/console/startCore.ts'
import { pngOf } from '../../../support/relay/pngOf.ts'
import { httpUser } from '../../../support/relay/uploadFile.ts'
import { startStandInClamd } from '../../../support/servers/standInClamd.ts'
import { until } from '../../../support/time/until.ts'

const send = (console: StartedCore, files: readonly { id: ReturnType<typeof newFileId> }[], text = '') =>
  console.core.handlers.sendMessage({
    ...{ id: newEntryId(), sessionId: firstSession, thread: 'care', text, files: files.map(({ id }) => id) },
  })
const pendingOf = async (console: StartedCore) => (await console.state()).pending
const draftOf = async (console: StartedCore, id = firstSession) =>
  (await console.state()).sessions.find((session) => session.id === id)?.draftFiles.care ?? []
const messagesIn = async (fixture: Awaited<ReturnType<typeof openRelayWithCores>>) =>
  (await fixture.log(firstSession)).flatMap(({ body }) =>
    body.kind === 'message' ? [{ text: body.text, files: (body.attachments ?? []).map(({ name }) => name) }] : [],
  )
/** The contents that lie beside the database. */
function contentsUnder(dataDir: string): string[] {
  return readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile() && item.parentPath.endsWith('-files'))
    .map((item) => join(item.parentPath, item.name))
}
const rejectsWith = async (work: Promise<unknown>, kind: FailureKind) =>
  await expect(work).rejects.toMatchObject({ failure: { kind } })

/** Waits for a message with a file, and returns both. */
async function untilCarried(console: StartedCore) {
  const carrying = async () =>
    (await console.entries(firstSession)).flatMap((entry) =>
      entry.body.kind === 'message' ? (entry.body.attachments ?? []).map((file) => ({ entry, file })) : [],
    )
  await until('it is here', async () => (await carrying()).length > 0)
  const [found] = await carrying()
  if (!found) throw new Error('there is no file')
  return found
}

function ownDataDir(): string {
  const dataDir = makeDataDir()
  onTestFinished(() => removeDataDir(dataDir))
  return dataDir
}

test('files go with their message, without a text too, and others read them as they were', async () => {
  const fixture = await openRelayWithCores()
  const console = await fixture.signedInConsole()
  const [picture, paper] = [pngOf(40, 30), textOf(700_000)]
  const attached = [
    await attachTo(console.core, firstSession, picture, { name: 'rash.png' }),
    await attachTo(console.core, firstSession, paper),
  ]
  expect(attached[0]).toMatchObject({
    mediaType: 'image/png',
    size: { width: 40, height: 30 },
    state: { kind: 'staged' },
  })
  expect(await draftOf(console)).toEqual(attached)
  await send(console, attached)
  expect(await draftOf(console)).toEqual([])
  await console.untilSent()
  expect(await messagesIn(fixture)).toEqual([{ text: '', files: ['rash.png', 'values.txt'] }])
  expect(await console.entries(firstSession)).toEqual(await fixture.log(firstSession))

  const [entry] = (await fixture.log(firstSession)).filter(({ body }) => body.kind === 'message')
  const ids = entry?.body.kind === 'message' ? (entry.body.attachments ?? []).map(({ id }) => id) : []
  const patient = await httpUser(fixture.relay, 'patient-1', 'patient')
  const served = await patient.fetch(`/api/attachments/${ids[1]}`)
  expect(Buffer.from(await served.arrayBuffer()).equals(paper)).toBe(true)
  // What was sent from here is here, without a line too.
  fixture.link.refuse(true)
  fixture.link.cut()
  const logged = { kind: 'logged', sessionId: firstSession, thread: 'care', seq: entry?.seq ?? 0 } as const
  for (const [index, content] of [picture, paper].entries()) {
    const id = ids[index]
    if (!id) throw new Error('there is no attachment')
    expect((await readWhole(console.core, { ...logged, id })).equals(content)).toBe(true)
  }
})

test('what was attached and sent without a relay waits over restarts, keeps its order, and goes once', async () => {
  const fixture = await openRelayWithCores()
  const dataDir = ownDataDir()
  const console = await fixture.signedInConsole({ dataDir })
  fixture.link.refuse(true)
  fixture.link.cut()
  const attached = await attachTo(console.core, firstSession, textOf(900_000))
  const kept = await attachTo(console.core, secondSession, textOf(10))
  await console.send(firstSession, 'before')
  await send(console, [attached], 'with it')
  await console.send(firstSession, 'after')
  await console.close()

  const again = fixture.console({ dataDir })
  expect((await pendingOf(again)).map(({ text, files }) => [text, files.map(({ state }) => state.kind)])).toEqual([
    ['before', []],
    ['with it', ['uploading']],
    ['after', []],
  ])
  expect(await draftOf(again, secondSession)).toEqual([kept])
  expect((await readWhole(again.core, { kind: 'own', id: attached.id })).equals(textOf(900_000))).toBe(true)
  fixture.link.refuse(false)
  await again.untilSent()
  expect(await messagesIn(fixture)).toEqual([
    { text: 'before', files: [] },
    { text: 'with it', files: ['values.txt'] },
    { text: 'after', files: [] },
  ])
})

test('an upload goes on where a cut line has left it, and is announced once', async () => {
  const fixture = await openRelayWithCores()
  const console = await fixture.signedInConsole()
  const content = textOf(3_000_000)
  const begun: string[] = []
  let parts = 0
  fixture.link.cutAnswersWhere((bytes) => {
    if (bytes.includes('/attachments HTTP') && bytes.startsWith('POST')) begun.push(bytes)
    if (!bytes.startsWith('PATCH')) return false
    parts += 1
    return parts === 2
  })
  await send(console, [await attachTo(console.core, firstSession, content)])
  await console.untilSent()
  expect(await messagesIn(fixture)).toEqual([{ text: '', files: ['values.txt'] }])
  expect(begun.length).toBeLessThanOrEqual(1)
  const progress = console.payloads('fileProgressed').map(({ done }) => done)
  expect(progress.at(-1)).toBeGreaterThan(0)
})

test('malware is said on the file; the next message proceeds, and without the file the first one goes too', async () => {
  const clamd = await startStandInClamd('EVIL')
  onTestFinished(clamd.stop)
  const fixture = await openRelayWithCores({ env: { CLAMD_SOCKET: clamd.socketPath } })
  const console = await fixture.signedInConsole()
  const evil = await attachTo(console.core, firstSession, Buffer.from('EVIL text'), { name: 'evil.txt' })
  const good = await attachTo(console.core, firstSession, Buffer.from('good text'), { name: 'good.txt' })
  await send(console, [evil, good], 'two files')
  await console.send(firstSession, 'next')
  await until('the next one is there', async () => (await messagesIn(fixture)).some(({ text }) => text === 'next'))
  const [parked] = await pendingOf(console)
  expect(parked?.state).toMatchObject({ kind: 'failed', failure: { kind: 'invalid' } })
  expect(parked?.files.map(({ state }) => state)).toMatchObject([
    { kind: 'failed', failure: { message: 'The virus scanner refuses this file.' } },
    { kind: 'uploading' },
  ])
  await console.core.handlers.removeFile({ id: evil.id })
  await console.untilSent()
  expect(await messagesIn(fixture)).toContainEqual({ text: 'two files', files: ['good.txt'] })
})

test('while no scanner answers it is said on the file, others go before it, and it goes when one does', async () => {
  const clamd = await startStandInClamd('EVIL')
  const fixture = await openRelayWithCores({ env: { CLAMD_SOCKET: clamd.socketPath } })
  const console = await fixture.signedInConsole()
  await clamd.stop()
  await send(console, [await attachTo(console.core, firstSession, Buffer.from('a text'))], 'with a file')
  await console.send(firstSession, 'urgent')
  await until('the urgent one is there', async () => (await messagesIn(fixture)).length === 1)
  expect(await messagesIn(fixture)).toEqual([{ text: 'urgent', files: [] }])
  const [waiting] = await pendingOf(console)
  expect(waiting?.state.kind).toBe('queued')
  expect(waiting?.files[0]?.state).toMatchObject({ kind: 'uploading', heldUp: { kind: 'unavailable' } })
})

test('a message is sent anew with its files when the relay has given up what was uploaded', async () => {
  const fixture = await openRelayWithCores()
  const console = await fixture.signedInConsole()
  // The message itself does not get through until the upload is gone.
  let isHeld = true
  fixture.link.refuseWhere((bytes) => isHeld && bytes.includes('EIO=4'))
  fixture.link.cut()
  await send(console, [await attachTo(console.core, firstSession, Buffer.from('a text'))], 'with a file')
  await until('it is uploaded', async () => {
    const [message] = await pendingOf(console)
    return !message || message.files.every(({ state }) => state.kind === 'uploaded')
  })
  await fixture.relay.store().attachments.removeUnsentBefore(Number.MAX_SAFE_INTEGER, 10)
  isHeld = false
  await console.untilSent()
  expect(await messagesIn(fixture)).toEqual([{ text: 'with a file', files: ['values.txt'] }])
})

test('what is removed or discarded is off the disk, and what was sent is not sent again', async () => {
  const fixture = await openRelayWithCores()
  const dataDir = ownDataDir()
  const console = await fixture.signedInConsole({ dataDir })
  const { handlers } = console.core
  fixture.link.refuse(true)
  fixture.link.cut()
  const [one, two] = [
    await attachTo(console.core, firstSession, textOf(100)),
    await attachTo(console.core, firstSession, textOf(100)),
  ]
  expect(contentsUnder(dataDir)).toHaveLength(2)
  await handlers.removeFile({ id: one.id })
  await until('it is gone', () => contentsUnder(dataDir).length === 1)
  const message = await send(console, [two])
  await rejectsWith(handlers.removeFile({ id: two.id }), 'conflict')
  await rejectsWith(send(console, [two]), 'conflict')
  await handlers.discardMessage({ id: message.id })
  await until('both are gone', () => contentsUnder(dataDir).length === 0)
  await rejectsWith(handlers.openFile({ file: { kind: 'own', id: two.id } }), 'notFound')
})

test('files of others are fetched when they are opened, once, and go with their message', async () => {
  const fixture = await openRelayWithCores()
  const dataDir = ownDataDir()
  const console = await fixture.signedInConsole({ dataDir })
  const patient = await httpUser(fixture.relay, 'patient-1', 'patient')
  const content = textOf(500_000, 'MARKERnumbat')
  const { id: attachment } = await patient.upload(firstSession, content, { name: 'diary.txt' })
  await patient.postJson(`/api/sessions/${firstSession}/messages`, { text: '', attachments: [attachment] })
  const { entry, file } = await untilCarried(console)
  const shown = { kind: 'logged', sessionId: firstSession, thread: 'care', seq: entry.seq, id: file.id } as const
  expect(contentsUnder(dataDir)).toEqual([])
  const [first, second] = await Promise.all([readWhole(console.core, shown), readWhole(console.core, shown)])
  expect(first.equals(content) && second.equals(content)).toBe(true)
  expect(contentsUnder(dataDir)).toHaveLength(1)
  expect(console.payloads('fileProgressed').at(-1)).toEqual({ id: file.id, done: 500_000, bytes: 500_000 })
  for (const path of contentsUnder(dataDir)) expect(readFileSync(path).includes('MARKERnumbat')).toBe(false)
  expect(await console.core.handlers.readFiles({ sessionId: firstSession })).toMatchObject({
    ...{ items: [{ seq: entry.seq, senderName: 'Pat One', attachment: { name: 'diary.txt' } }], isWhole: true },
  })

  const { address } = await console.core.handlers.openFile({ file: shown })
  const { useCases: rules } = fixture.relay
  const change = { id: newEntryId(), sessionId: firstSession, thread: 'care', target: entry.id } as const
  await rules().redactMessage({ userId: entry.senderId, role: 'patient', name: 'Pat One' }, change)
  await until('its content is off the disk', () => contentsUnder(dataDir).length === 0)
  expect(console.core.findContent(address.replace('files/', ''))).toBeUndefined()
  await rejectsWith(console.core.handlers.openFile({ file: shown }), 'notFound')
})

test('a file that is not here says so without a line, and is fetched on from where a cut line has left it', async () => {
  const fixture = await openRelayWithCores()
  const console = await fixture.signedInConsole()
  const patient = await httpUser(fixture.relay, 'patient-1', 'patient')
  const content = textOf(4_000_000)
  const { id: attachment } = await patient.upload(firstSession, content, { name: 'diary.txt' })
  await patient.postJson(`/api/sessions/${firstSession}/messages`, { text: '', attachments: [attachment] })
  const { entry, file } = await untilCarried(console)
  const shown = { kind: 'logged', sessionId: firstSession, thread: 'care', seq: entry.seq, id: file.id } as const
  fixture.link.refuse(true)
  fixture.link.cut()
  await until('the console is offline', async () => (await console.state()).link.mode === 'offline')
  await rejectsWith(console.core.handlers.openFile({ file: shown }), 'offline')
  fixture.link.refuse(false)
  await console.untilLive()
  expect((await readWhole(console.core, shown)).equals(content)).toBe(true)
})

test('what cannot be sent is refused at once, and nothing of it stays', async () => {
  const fixture = await openRelayWithCores()
  const dataDir = ownDataDir()
  const console = await fixture.signedInConsole({ dataDir })
  const { core } = console
  await rejectsWith(attachTo(core, firstSession, Buffer.alloc(0)), 'invalid')
  await rejectsWith(attachTo(core, firstSession, Buffer.from('MZ\x90\0', 'latin1')), 'invalid')
  const part = { id: newFileId(), sessionId: firstSession, thread: 'care', name: 'a.txt', content: 'YQ==' } as const
  await rejectsWith(core.handlers.attachFile({ ...part, bytes: 26 * 1024 * 1024 + 1, offset: 0 }), 'tooLarge')
  await rejectsWith(core.handlers.attachFile({ ...part, bytes: 9, offset: 3 }), 'conflict')
  expect(await core.handlers.attachFile({ ...part, bytes: 2, offset: 0 })).toEqual({ file: null })
  await rejectsWith(core.handlers.attachFile({ ...part, bytes: 2, offset: 0, content: 'YWJj' }), 'invalid')
  for (let count = 1; count <= 10; count += 1) await attachTo(core, firstSession, Buffer.from(`file ${count}`))
  await rejectsWith(attachTo(core, firstSession, Buffer.from('file 11')), 'invalid')
  expect(contentsUnder(dataDir)).toHaveLength(10)
  expect(existsSync(dataDir)).toBe(true)
})

test('one of two files is taken out of a message that waits, and the other goes with it', async () => {
  const fixture = await openRelayWithCores()
  const console = await fixture.signedInConsole()
  fixture.link.refuse(true)
  fixture.link.cut()
  const [one, two] = [
    await attachTo(console.core, firstSession, textOf(100), { name: 'one.txt' }),
    await attachTo(console.core, firstSession, textOf(100), { name: 'two.txt' }),
  ]
  await send(console, [one, two], 'when it is back')
  await console.core.handlers.removeFile({ id: two.id })
  expect((await pendingOf(console)).map(({ files }) => files.map(({ name }) => name))).toEqual([['one.txt']])
  expect(console.payloads('entriesChanged').at(-1)?.pending[0]?.files).toHaveLength(1)
  fixture.link.refuse(false)
  await console.untilSent()
  expect(await messagesIn(fixture)).toEqual([{ text: 'when it is back', files: ['one.txt'] }])
})
