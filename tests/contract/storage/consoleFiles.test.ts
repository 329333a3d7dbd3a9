import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { StoredOwnFile } from '../../../src/main/storage/files/fileStore.ts'
import type { OutboxMessage } from '../../../src/main/storage/outboxStore.ts'
import type { Storage } from '../../../src/main/storage/storage.ts'
import { attachmentSchema } from '../../../src/shared/model/files/attachment.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import { newFileId, textOf } from '../../support/console/files/attachTo.ts'
import { anEntry, anySessionId, aSession, openTestStorage } from '../../support/console/openTestStorage.ts'
import { newEntryId } from '../../support/console/startCore.ts'

const kib = 1024

async function readAll(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const part of parts) all.push(part)
  return Buffer.concat(all)
}

async function writeContent({ contents }: Storage, content: Buffer, step = content.byteLength) {
  const [id, key] = [newFileId(), new Uint8Array(randomBytes(32))]
  const writer = await contents.create(id, key)
  for (let at = 0; at < content.byteLength; at += step) await writer.append(content.subarray(at, at + step))
  await writer.finish()
  return { id, key, bytes: content.byteLength }
}

describe('the contents of files', () => {
  test.each([1, 64 * kib - 1, 64 * kib, 64 * kib + 1, 200 * kib])(
    'of %i bytes are read as they were written, in whatever parts',
    async (bytes) => {
      const { storage } = openTestStorage()
      const content = textOf(bytes)
      for (const step of [bytes, 1_000]) {
        const written = await writeContent(storage, content, Math.min(step, bytes))
        expect((await readAll(storage.contents.read(written))).equals(content)).toBe(true)
        expect(await storage.contents.isWhole(written)).toBe(true)
      }
    },
  )

  test('are read from any byte to any other', async () => {
    const { storage } = openTestStorage()
    const content = textOf(200 * kib)
    const written = await writeContent(storage, content)
    for (const [start, end] of [
      [0, 1],
      [65_535, 65_537],
      [70_000, 200_000],
      [204_799, 204_800],
    ] as const)
      expect((await readAll(storage.contents.read(written, { start, end }))).equals(content.subarray(start, end))).toBe(
        true,
      )
  })

  test('stand in no file of the folder as they are, and only their owner reads these', async () => {
    const { storage, file } = openTestStorage()
    await writeContent(storage, textOf(100 * kib, 'MARKERwombat'))
    const [name = ''] = readdirSync(`${file}-files`)
    expect(readFileSync(join(`${file}-files`, name)).includes('MARKERwombat')).toBe(false)
  })

  test('that were changed, cut, put in the place of others or opened with another key are refused', async () => {
    const { storage, file } = openTestStorage()
    const content = textOf(130 * kib)
    const path = (id: string) => join(`${file}-files`, id)
    const refuses = async (given: { id: string; key: Uint8Array; bytes: number }) =>
      await expect(readAll(storage.contents.read(given))).rejects.toThrow('damaged or gone')
    const changed = await writeContent(storage, content)
    const bytes = readFileSync(path(changed.id))
    bytes[70_000] = (bytes[70_000] ?? 0) ^ 1
    writeFileSync(path(changed.id), bytes)
    await refuses(changed)
    const cut = await writeContent(storage, content)
    truncateSync(path(cut.id), 64 * kib + 16)
    await refuses(cut)
    await refuses({ ...cut, bytes: 64 * kib })
    const [one, other] = [await writeContent(storage, content), await writeContent(storage, content)]
    await refuses({ ...one, key: other.key })
    writeFileSync(path(one.id), readFileSync(path(other.id)))
    await refuses({ ...one, key: other.key })
    await refuses({ id: newFileId(), key: one.key, bytes: 1 })
  })
})

const aFile = (place: number, different: Partial<StoredOwnFile> = {}): StoredOwnFile => ({
  ...{ id: newFileId(), sessionId: anySessionId, thread: 'care', name: `file ${place}.txt`, mediaType: 'text/plain' },
  ...{ bytes: 5, sha256: '0'.repeat(64), size: null, key: new Uint8Array(32).fill(place), uploadId: null },
  ...{ attachment: null, state: { kind: 'staged' } },
  ...different,
})
const anAttachment = attachmentSchema.parse({
  ...{ id: newFileId(), name: 'file 1.txt', mediaType: 'text/plain', bytes: 5, sha256: '0'.repeat(64) },
})

function aMessage(files: readonly StoredOwnFile[]): OutboxMessage {
  const place = { position: 1, sessionId: anySessionId, thread: 'care', queuedAt: 5, attempts: 0 } as const
  return { kind: 'message', id: newEntryId(), ...place, text: '', replyTo: null, files, outcome: 'none', failure: null }
}

const withoutKey = (files: readonly StoredOwnFile[]) => files.map(({ name, state }) => ({ name, state: state.kind }))

function start() {
  const { storage, db } = openTestStorage()
  storage.transact(() => storage.sessions.put(aSession()))
  const [one, two] = [aFile(1), aFile(2, { size: { width: 3, height: 4 } })]
  storage.transact(() => {
    storage.files.insert(one, 10)
    storage.files.insert(two, 11)
  })
  const thread = storage.sessions.findThread(anySessionId, 'care')
  if (!thread) throw new Error('there is no thread')
  return { storage, db, one, two, thread }
}

describe('files of this person', () => {
  test('are a draft’s in the order in which they came, and a message’s in the order in which it has them', () => {
    const { storage, one, two } = start()
    expect(storage.files.ofDraft(anySessionId, 'care')).toEqual([one, two])
    expect(storage.files.ofDraft(anySessionId, 'staff')).toEqual([])
    const message = aMessage([two, one])
    storage.transact(() => storage.outbox.insert(message))
    expect(storage.files.ofDraft(anySessionId, 'care')).toEqual([])
    expect(storage.outbox.all()).toEqual([message])
  })

  test('keep how far they have come', () => {
    const { storage, one } = start()
    const state = { kind: 'uploading', heldUp: { kind: 'unavailable', message: 'no scanner' } } as const
    storage.transact(() => storage.files.save({ ...one, uploadId: anAttachment.id, state }))
    expect(storage.files.find(one.id)).toEqual({ ...one, uploadId: anAttachment.id, state })
  })

  test('go with their message, and their contents are noted as gone', () => {
    const { storage, one, two } = start()
    const message = aMessage([one])
    storage.transact(() => storage.outbox.insert(message))
    storage.transact(() => storage.outbox.remove(message.id))
    expect(withoutKey(storage.files.ofDraft(anySessionId, 'care'))).toEqual([{ name: 'file 2.txt', state: 'staged' }])
    expect(storage.files.gone()).toEqual([one.id])
    storage.transact(() => storage.files.remove(two.id))
    expect(storage.files.gone().sort()).toEqual([one.id, two.id].sort())
    storage.transact(() => storage.files.endGone(one.id))
    expect(storage.files.gone()).toEqual([two.id])
  })

  test('pass to the message that replaces theirs', () => {
    const { storage, one } = start()
    const message = aMessage([one])
    const other = { ...message, id: newEntryId(), text: 'again' }
    storage.transact(() => storage.outbox.insert(message))
    storage.transact(() => {
      storage.outbox.insert(other)
      storage.outbox.remove(message.id)
    })
    expect(storage.outbox.all()).toEqual([other])
    expect(storage.files.gone()).toEqual([])
  })

  test('that lie in a draft of a session that is long gone are taken off', () => {
    const { storage } = start()
    storage.transact(() => storage.files.removeForsaken(20))
    expect(storage.files.ofDraft(anySessionId, 'care')).toHaveLength(2)
    storage.transact(() => storage.sessions.remove(anySessionId))
    storage.transact(() => storage.files.removeForsaken(11))
    expect(withoutKey(storage.files.ofDraft(anySessionId, 'care'))).toEqual([{ name: 'file 2.txt', state: 'staged' }])
  })
})

describe('files of logged messages', () => {
  const held = (threadId: number, contentId: string) => ({
    ...{ attachmentId: anAttachment.id, threadId, seq: 1, contentId, key: new Uint8Array(32).fill(9) },
  })
  const carrying = () => anEntry(1, { body: { kind: 'message', type: 'text', text: '', attachments: [anAttachment] } })

  test('take the content of the own file that was sent along', () => {
    const { storage, one, thread } = start()
    const message = aMessage([one])
    storage.transact(() => storage.outbox.insert(message))
    storage.transact(() => {
      storage.entries.insert(thread, carrying())
      storage.files.insertHeld(held(thread.threadId, one.id))
      storage.outbox.remove(message.id)
    })
    expect(storage.files.gone()).toEqual([])
    expect(storage.files.findHeld(anAttachment.id)?.contentId).toBe(one.id)
    expect(storage.files.isContent(one.id)).toBe(true)
  })

  interface Ending {
    readonly what: string
    readonly of: Thread
    readonly act: (started: ReturnType<typeof start>) => unknown
  }
  const endings: readonly Ending[] = [
    { what: 'is redacted', of: 'care', act: ({ storage, thread }) => storage.entries.redact(thread, 1, 9) },
    { what: 'is forgotten', of: 'care', act: ({ storage, thread }) => storage.entries.remove(thread, 1, 9) },
    { what: 'goes with its session', of: 'care', act: ({ storage }) => storage.sessions.remove(anySessionId) },
    {
      what: 'goes with the staff thread',
      of: 'staff',
      act: ({ storage }) => storage.sessions.put(aSession({ heads: { care: 0 } })),
    },
  ]
  test.each(endings)('go when their message $what, and their contents are noted as gone', ({ of, act }) => {
    const started = start()
    const { storage } = started
    const thread = storage.sessions.findThread(anySessionId, of)
    if (!thread) throw new Error('there is no thread')
    storage.transact(() => {
      storage.entries.insert(thread, { ...carrying(), thread: of })
      storage.files.insertHeld(held(thread.threadId, 'content'))
    })
    storage.transact(() => act(started))
    expect(storage.files.findHeld(anAttachment.id)).toBeUndefined()
    expect(storage.files.gone()).toEqual(['content'])
    expect(storage.files.isContent('content')).toBe(false)
  })

  test('are listed by the messages that carry them, newest first', () => {
    const { storage, thread } = start()
    storage.transact(() => {
      storage.entries.insert(thread, carrying())
      storage.entries.insert(thread, anEntry(2))
    })
    expect(storage.files.carried(thread.threadId, 10)).toMatchObject([{ seq: 1, attachments: [anAttachment] }])
  })
})
