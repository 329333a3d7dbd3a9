import { describe, expect, it } from 'vitest'
import type { Role } from '../../../src/shared/model/role.ts'
import { draftListAnswerSchema, draftSaveAnswerSchema } from '../../../src/shared/protocol/draft.ts'
import { type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import { openRelayWithSession, type RelayWithSession } from '../../support/relay/relayWithSession.ts'

const refused = (code: string) => expect.objectContaining({ success: false, code })
const [office, ward] = [newEntryId(), newEntryId()]

/** Saves a draft over REST, or reads them. */
async function ask({ relay }: RelayWithSession, userId: string, role: Role, save?: object) {
  const response = await fetch(`${relay.url}/api/drafts`, {
    method: save ? 'POST' : 'GET',
    headers: {
      authorization: `Bearer ${await relay.tokenFor(userId, role)}`,
      ...(save ? { 'content-type': 'application/json' } : {}),
    },
    ...(save ? { body: JSON.stringify(save) } : {}),
  })
  return { status: response.status, body: (await response.json()) as unknown }
}

async function open() {
  const opened = await openRelayWithSession()
  const { sessionId } = opened
  const save = (text: string, more: object = {}) => ({
    ...{ sessionId, thread: 'care', text, base: 0, writer: office },
    ...more,
  })
  // Each is on another node, where there are several.
  const doc = await opened.connect('doc', 'clinician')
  const docElsewhere = await opened.connect('doc', 'clinician')
  const others = [
    await opened.connect('other-doc', 'clinician'),
    await opened.connect('sue', 'support'),
    await opened.connect('ada', 'admin'),
    await opened.connect('pat', 'patient'),
  ]
  return { ...opened, doc, docElsewhere, others, save }
}

const textsOf = async (client: NativeClient) =>
  (await client.ask('draft:list', { after: 0 })).drafts.map(({ text }) => text)

describe('DRF: drafts', () => {
  it('DRF-1: are for their writer’s own consoles alone, on every node', async () => {
    const { doc, docElsewhere, others, save, sessionId } = await open()
    const { draft } = await doc.ask('draft:save', save('take one a day'))
    await docElsewhere.until('the other console has it', () => docElsewhere.payloads('draft:changed').length > 0)
    expect(docElsewhere.payloads('draft:changed')).toEqual([{ draft }])
    expect(await textsOf(docElsewhere)).toEqual(['take one a day'])
    // What is said after it comes after it.
    await doc.send(sessionId, 'a word')
    for (const client of others) {
      expect(JSON.stringify(client.received)).not.toContain('take one a day')
      const answer = await client.request('draft:list', { after: 0 })
      expect(answer.success === true ? answer.drafts : answer.code).toEqual(client === others.at(-1) ? 'forbidden' : [])
    }
  })

  it('DRF-2: are the text that came last; what its writer did not know of is offered, and not emptied', async () => {
    const { doc, docElsewhere, save } = await open()
    await doc.ask('draft:save', save('take one'))
    const { draft } = await docElsewhere.ask('draft:save', save('take two', { writer: ward }))
    expect(draft).toMatchObject({ text: 'take two', others: [{ text: 'take one' }] })
    expect((await doc.ask('draft:save', save(''))).draft).toEqual(draft)
    const settled = draft?.others.map(({ id }) => id)
    const after = await doc.ask('draft:save', save('take three', { base: draft?.version, settled }))
    expect(after.draft).toMatchObject({ text: 'take three', others: [] })
    expect((await doc.ask('draft:save', save('', { base: after.draft?.version }))).draft).toMatchObject({ text: '' })
    const { drafts, upTo, more } = await docElsewhere.ask('draft:list', { after: draft?.version ?? 0 })
    expect({ drafts: drafts.map(({ text }) => text), isAll: upTo === drafts[0]?.version, more }).toEqual({
      ...{ drafts: [''], isAll: true, more: false },
    })
    expect(await docElsewhere.ask('draft:list', { after: 1_000 })).toMatchObject({ upTo, drafts })
  })

  it('DRF-3: are for staff, in threads that are theirs to see, and not longer than two messages', async () => {
    const { connect, doc, others, save } = await open()
    expect(await others.at(-1)?.request('draft:save', save('a'))).toEqual(refused('forbidden'))
    expect(await (await connect('third-doc', 'clinician')).request('draft:save', save('a'))).toEqual(
      refused('notFound'),
    )
    expect(await doc.request('draft:save', save('é'.repeat(16_385)))).toEqual(refused('tooLarge'))
    expect(await doc.request('draft:save', save('é'.repeat(16_384)))).toMatchObject({ success: true })
  })

  it('are saved and read over REST as over a socket', async () => {
    const opened = await open()
    const { doc, save } = opened
    const saved = await ask(opened, 'doc', 'clinician', save('over REST'))
    const { draft } = draftSaveAnswerSchema.parse(saved.body)
    expect(draft).toMatchObject({ text: 'over REST' })
    await doc.until('the socket has it', () => doc.payloads('draft:changed').length > 0)
    expect(draftListAnswerSchema.parse((await ask(opened, 'doc', 'clinician')).body).drafts).toEqual([draft])
    expect((await ask(opened, 'pat', 'patient')).status).toBe(403)
    expect((await ask(opened, 'pat', 'patient', save('a'))).status).toBe(403)
  })

  it('are not listed in a session that is no longer their writer’s', async () => {
    const { doc, relay, save, sessionId } = await open()
    await doc.ask('draft:save', save('take one'))
    await relay.putSession(sessionId, { pat: 'patient', 'other-doc': 'clinician' })
    expect(await textsOf(doc)).toEqual([])
    expect(await doc.request('draft:save', save('take two', { base: 1 }))).toEqual(refused('notFound'))
  })
})
