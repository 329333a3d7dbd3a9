import { describe, expect, test } from 'vitest'
import type { OutboxParts } from '../../../../src/main/core/outbox/outbox.ts'
import type { Storage } from '../../../../src/main/storage/storage.ts'
import type { Entry } from '../../../../src/shared/model/entry.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { anEntry, anySessionId, aSession, clinicianId, patientId } from '../../../support/console/openTestStorage.ts'
import { answered, otherSessionId, startOutbox } from '../../../support/console/outbox/startOutbox.ts'
import { newEntryId } from '../../../support/console/startCore.ts'
import { createScriptedLine, turn } from '../../../support/relay/scriptedLine.ts'

const colleague = {
  ...{ senderId: userIdSchema.parse('clinician-2'), senderName: 'Dr Two', senderRole: 'clinician' as const },
}

const joined = { kind: 'membership', userId: patientId, name: 'Pat', role: 'patient', change: 'joined' } as const

/** An outbox whose relay has entries that this console lacks, until it asks. */
function offline(said: readonly Entry[], different: Partial<OutboxParts> = {}) {
  const built = startOutbox({
    fetchSaidMeanwhile: async () => {
      store(built.storage, said)
      return true
    },
    ...different,
  })
  return built
}
function store(storage: Storage, entries: readonly Entry[]): void {
  storage.transact(() => {
    const thread = storage.sessions.findThread(anySessionId, 'care')
    if (!thread) throw new Error('there is no thread')
    for (const entry of entries) storage.entries.insert(thread, entry)
    const head = entries.at(-1)?.seq ?? 0
    if (head > 0) storage.sessions.put(aSession({ heads: { care: head, staff: 0 } }))
  })
}
const states = ({ unsent }: ReturnType<typeof startOutbox>) =>
  unsent.all().map((item) => item.kind === 'message' && item.heldBy)

describe('a message that lay here while there was no line', () => {
  test.each([
    ['the patient', anEntry(1)],
    ['a colleague', anEntry(1, colleague)],
  ])('is held where %s wrote meanwhile, with all behind it, and goes when its writer says so', async (_who, entry) => {
    const built = offline([entry])
    const { transport, line, enqueue, texts, outbox, requests } = built
    const first = enqueue('first')
    enqueue('second')
    enqueue('elsewhere', otherSessionId)
    transport.set(line)
    await turn()
    expect(texts()).toEqual(['elsewhere'])
    expect(states(built)).toEqual([1, null, null])
    outbox.retry(first)
    await turn()
    await requests[1]?.reply(answered(2))
    // The second was written as the first was: nobody is asked the same twice.
    expect(texts()).toEqual(['elsewhere', 'first', 'second'])
  })

  test.each([
    ['nobody did', []],
    ['only its own writer did, elsewhere', [anEntry(1, { senderId: clinicianId, senderRole: 'clinician' })]],
    ['somebody only joined', [anEntry(1, { body: joined })]],
  ])('goes where %s', async (_what, said) => {
    const { transport, line, enqueue, texts } = offline(said)
    enqueue('first')
    transport.set(line)
    await turn()
    expect(texts()).toEqual(['first'])
  })

  test('is taken back into the text by its writer', async () => {
    const { transport, line, enqueue, texts, outbox } = offline([anEntry(1)])
    const id = enqueue('first')
    transport.set(line)
    await turn()
    expect(outbox.takeBack(id).draft).toBe('first')
    expect(texts()).toEqual([])
  })

  test('is asked about again where more was said after its writer has answered', async () => {
    const said = [anEntry(1)]
    const built = offline(said)
    const { transport, line, enqueue, texts, outbox } = built
    const id = enqueue('first')
    transport.set(line)
    await turn()
    transport.set(null)
    outbox.retry(id)
    said.push(anEntry(2))
    transport.set(createScriptedLine().line)
    await turn()
    expect(states(built)).toEqual([2])
    expect(texts()).toEqual([])
  })

  test('waits where the relay does not say what was written meanwhile', async () => {
    let isAnswering = false
    const { transport, line, enqueue, texts, clock } = startOutbox({ fetchSaidMeanwhile: async () => isAnswering })
    enqueue('first')
    transport.set(line)
    await turn()
    expect(texts()).toEqual([])
    isAnswering = true
    clock.advance(2_000)
    await turn()
    expect(texts()).toEqual(['first'])
  })
})

test('a note to staff is never held, and what goes as it is written is not looked into', async () => {
  const { transport, line, enqueue, texts, outbox, storage } = offline([anEntry(1)])
  storage.transact(() => storage.sessions.put(aSession()))
  outbox.enqueue({ id: newEntryId(), sessionId: anySessionId, thread: 'staff', text: 'note' })
  transport.set(line)
  await turn()
  enqueue('live', otherSessionId)
  await turn()
  expect(texts()).toEqual(['note', 'live'])
})
