import { describe, expect, test } from 'vitest'
import type { EntryId } from '../../../../src/shared/model/ids.ts'
import { anEntry, anySessionId, clinicianId } from '../../../support/console/openTestStorage.ts'
import {
  answered,
  buildOutbox,
  kindOf,
  refused,
  startOutbox,
  unknown,
} from '../../../support/console/outbox/startOutbox.ts'
import { newEntryId } from '../../../support/console/startCore.ts'
import { createScriptedLine, type ScriptedRequest, turn } from '../../../support/relay/scriptedLine.ts'

const about = (target: EntryId, targetSeq?: number) => ({
  ...({ id: newEntryId(), sessionId: anySessionId, thread: 'care', target } as const),
  ...(targetSeq !== undefined && { targetSeq }),
})
const said = ({ event, payload }: ScriptedRequest) => {
  const { text, emoji } = payload as { readonly text?: string; readonly emoji?: string }
  return [event, text ?? emoji].join(' ').trim()
}

function start(...given: Parameters<typeof startOutbox>) {
  const started = startOutbox(...given)
  const { outbox, requests, storage, clock } = started
  return {
    ...started,
    said: () => requests.map(said),
    unsent: () => storage.outbox.all().map((item) => (item.kind === 'message' ? item.text : item.change.kind)),
    edit: (target: EntryId, text: string, targetSeq?: number) => {
      const request = { ...about(target, targetSeq), text }
      outbox.edit(request)
      return request.id
    },
    redact: (target: EntryId, targetSeq?: number) => outbox.redact({ ...about(target, targetSeq), reason: 'mistake' }),
    later: async () => {
      clock.advance(60_000)
      await turn()
    },
  }
}

describe('what is said of a message that the relay has', () => {
  test('goes under the same id with each attempt, in the order in which it was asked for, and outlives a restart', async () => {
    const { outbox, storage, transport, line, requests, said, later, edit, redact } = start()
    const [one, other] = [newEntryId(), newEntryId()]
    edit(one, 'better', 1)
    outbox.react({ ...about(other, 2), emoji: '👍', on: true })
    redact(other, 2)
    transport.set(line)
    await turn()
    await requests[0]?.reply(unknown)
    await later()
    expect(said()).toEqual(['message:edit better', 'message:edit better'])
    expect(requests[1]?.payload).toEqual(requests[0]?.payload)
    // What was still to be said of a message that is taken back is not said.
    await requests[1]?.reply(answered(3))
    expect(said().slice(2)).toEqual(['message:redact'])
    expect(buildOutbox(storage).unsent.all()).toMatchObject([
      {
        kind: 'amendment',
        target: other,
        targetSeq: 2,
        change: { kind: 'redaction', reason: 'mistake' },
        outcome: 'unknown',
      },
    ])
  })

  test('stands in the log at the place that the relay gave it', async () => {
    const { commit, storage, transport, line, requests, edit, events } = start()
    const target = newEntryId()
    commit.storeEntries([anEntry(1, { id: target, senderId: clinicianId, senderRole: 'clinician' })])
    const id = edit(target, 'better', 1)
    transport.set(line)
    await turn()
    await requests[0]?.reply(answered(2))
    expect(storage.outbox.all()).toEqual([])
    expect(events.at(-1)).toMatchObject({
      payload: { logged: [{ id, seq: 2, body: { kind: 'edit', target, targetSeq: 1, text: 'better' } }] },
    })
  })

  test('is parked with the reason when it is refused, does not hold up what follows, and can be tried again or given up', async () => {
    const { outbox, storage, transport, line, requests, said, edit, enqueue } = start()
    const id = edit(newEntryId(), 'better', 1)
    enqueue('next')
    transport.set(line)
    await turn()
    await requests[0]?.reply(refused('frozen'))
    await requests[1]?.reply(answered(2))
    expect(storage.outbox.all()).toMatchObject([{ id, failure: { kind: 'frozen', message: 'no' } }])
    outbox.retry(id)
    await turn()
    expect(said()).toEqual(['message:edit better', 'message:send next', 'message:edit better'])
    await requests[2]?.reply(refused('frozen'))
    outbox.discard(id)
    expect(storage.outbox.all()).toEqual([])
  })

  test('waits for a socket, and lets messages pass that REST can carry', async () => {
    const { transport, line, said, requests, edit, enqueue } = start()
    const rest = createScriptedLine('rest')
    edit(newEntryId(), 'better', 1)
    enqueue('next')
    transport.set(rest.line)
    await turn()
    expect(rest.requests.map(({ event }) => event)).toEqual(['message:send'])
    await rest.requests[0]?.reply(answered(2))
    expect(rest.requests).toHaveLength(1)
    transport.set(line)
    await turn()
    expect(said()).toEqual(['message:edit better'])
    await requests[0]?.reply(answered(3))
  })
})

describe('what is said of a message that is unsent', () => {
  test('changes the message itself where the relay certainly does not have it', async () => {
    const { unsent, edit, redact, enqueue, transport, line, said } = start()
    const changed = enqueue('wrogn')
    const taken = enqueue('to somebody else')
    edit(changed, 'wrong')
    redact(taken)
    expect(unsent()).toEqual(['wrong'])
    transport.set(line)
    await turn()
    expect(said()).toEqual(['message:send wrong'])
  })

  test('waits for the answer while the message is under way', async () => {
    const { edit, enqueue, transport, line, requests, said } = start()
    const id = enqueue('wrogn')
    transport.set(line)
    await turn()
    edit(id, 'wrong')
    expect(said()).toEqual(['message:send wrogn'])
    await requests[0]?.reply(answered(1))
    expect(said()).toEqual(['message:send wrogn', 'message:edit wrong'])
  })

  test('of which the outcome is unknown, an edit waits until it is; refused, the edit goes as a message in its place', async () => {
    const { edit, enqueue, transport, line, requests, said, later, unsent, events } = start()
    const id = enqueue('wrogn')
    enqueue('next')
    transport.set(line)
    await turn()
    await requests[0]?.reply(unknown)
    const editId = edit(id, 'wrong')
    await later()
    expect(said()).toEqual(['message:send wrogn', 'message:send wrogn'])
    events.length = 0
    await requests[1]?.reply(refused('tooLarge'))
    expect(unsent()).toEqual(['wrong', 'next'])
    expect(events[0]).toMatchObject({
      payload: { withdrawn: [id], pending: [{ id: editId, text: 'wrong' }], amending: [] },
    })
    expect(said().slice(2)).toEqual(['message:send wrong'])
  })

  test('of which the outcome is unknown, is not sent again when it is taken back: not at the relay, nothing of it is left', async () => {
    const lookedFor: string[] = []
    const { redact, enqueue, transport, line, requests, said, later, unsent } = start({
      catchUpThread: async ({ id }) => {
        lookedFor.push(id)
        return lookedFor.length !== 2
      },
    })
    const id = enqueue('to somebody else')
    enqueue('next')
    transport.set(line)
    await turn()
    await requests[0]?.reply(unknown)
    redact(id)
    await later()
    // Asked in vain, which says nothing.
    await later()
    expect(lookedFor).toEqual([id, id])
    expect(unsent()).toEqual(['to somebody else', 'next', 'redaction'])
    await later()
    expect(lookedFor).toEqual([id, id, id])
    expect(unsent()).toEqual(['next'])
    expect(said()).toEqual(['message:send to somebody else', 'message:send next'])
  })

  test('of which the outcome is unknown, is redacted when the log has it after all', async () => {
    const { redact, enqueue, transport, line, requests, said, later, commit } = start({
      catchUpThread: async ({ id }) => {
        commit.storeEntries([anEntry(1, { id, senderId: clinicianId, senderRole: 'clinician' })])
        return true
      },
    })
    const id = enqueue('to somebody else')
    transport.set(line)
    await turn()
    await requests[0]?.reply(unknown)
    redact(id)
    await later()
    expect(said()).toEqual(['message:send to somebody else', 'message:redact'])
  })

  test('is no reaction, and nothing at all where the message has just left', () => {
    const { outbox, enqueue, edit } = start()
    const id = enqueue('text')
    expect(kindOf(() => outbox.react({ ...about(id, 1), emoji: '👍', on: true }))).toBe('conflict')
    expect(kindOf(() => edit(newEntryId(), 'text'))).toBe('conflict')
    expect(kindOf(() => edit(id, ' '))).toBe('invalid')
  })
})
