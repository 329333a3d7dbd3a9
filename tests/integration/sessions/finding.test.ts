import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'

import type { Role } from '../../../src/shared/model/role.ts'
import { sessionFindAckSchema } from '../../../src/shared/protocol/find.ts'
import type { UpPayload } from '../../../src/shared/protocol/up.ts'
import { invitedToken } from '../../support/relay/invitedToken.ts'
import { connectNative, type NativeClient } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { until } from '../../support/time/until.ts'

type Find = UpPayload<'session:find'>

let relay: StartedRelay
beforeEach(async () => {
  relay = await startRelay()
  const names: Record<string, [Role, string]> = {
    anna: ['patient', 'Anna Plain'],
    otto: ['patient', 'Øtto Grün-Weiß'],
    li: ['patient', '李小明'],
    doc: ['clinician', 'Dr. Vera Best'],
    eve: ['clinician', 'Dr. Eve Other'],
    sue: ['support', 'Sue Help'],
    ada: ['admin', 'Ada Root'],
  }
  for (const [id, [role, name]] of Object.entries(names)) await relay.putUser(id, { name, role })
  await putVisit('anna', 'doc', { name: 'Anna Plain', birthDate: '1970-03-05', mrn: 'MRN-000123' })
  await putVisit('otto', 'doc', { name: 'Øtto Grün-Weiß', birthDate: '1981-12-24', mrn: 'MRN-000456' })
  await putVisit('li', 'eve', { name: '李小明', birthDate: '2001-01-31', mrn: 'X 77/9' })
})
afterEach(() => relay.stop())

const putVisit = (
  patient: string,
  clinician: string,
  about: { readonly name: string; readonly birthDate: string; readonly mrn: string },
) =>
  relay.putSession(`visit-${patient}`, {
    kind: 'visit',
    participants: [
      { userId: patient, role: 'patient' },
      { userId: clinician, role: 'clinician' },
    ],
    patient: { ...about, sex: 'unknown' },
  })

async function connect(userId: string, role: Role): Promise<NativeClient> {
  return await connectBy(await relay.tokenFor(userId, role))
}

async function connectBy(token: string): Promise<NativeClient> {
  const client = await connectNative({ url: relay.url, token })
  onTestFinished(client.close)
  return client
}

async function found(client: NativeClient, find: Find): Promise<string[]> {
  const { items } = await client.ask('session:find', find)
  return items.map(({ session, messages }) =>
    [session.id.replace('visit-', ''), ...messages.map(({ excerpt }) => excerpt)].join(': '),
  )
}

const untilIndexed = () =>
  until('the index has all', async () => (await relay.store().words.backlog(null, 1_000)).threads.length === 0)

describe('a session', () => {
  it('is found by the people in it: names, record number, birth date and id, in any order, without accents', async () => {
    const ada = await connect('ada', 'admin')
    for (const text of ['anna', 'PLAIN ann', '1970-03-05', '05.03.1970', '5/3/1970', '1970', 'mrn 000123', 'MRN000123'])
      expect(await found(ada, { text }), text).toEqual(['anna'])
    for (const text of [
      'otto',
      'ØTTO',
      'grun weiss',
      'Gruen'.slice(0, 3),
      '24/12/1981',
      'visit-otto',
      'visitotto vera',
    ])
      expect(await found(ada, { text }), text).toEqual(['otto'])
    for (const text of ['李', '小明', '明', 'x779', '31.01.2001'])
      expect(await found(ada, { text }), text).toEqual(['li'])
    // Another date of the same numbers, a word that nobody has, the inside of a name.
    for (const text of ['03.05.1970', 'anna nobody', 'lain', 'anna 1981'])
      expect(await found(ada, { text }), text).toEqual([])
    expect((await found(ada, { text: 'vera' })).sort()).toEqual(['anna', 'otto'])
  })

  it('is found by its messages at once, and the same when they are indexed', async () => {
    const [anna, doc] = [await connect('anna', 'patient'), await connect('doc', 'clinician')]
    await anna.send('visit-anna', 'Since Monday I take Pénicilline, twice a day')
    await doc.send('visit-anna', 'Take it thrice')
    await doc.send('visit-otto', 'Nothing but aspirin')
    const look = async () => {
      expect(await found(doc, { text: 'enicilline day' })).toEqual([])
      expect(await found(doc, { text: 'PENICILLINE mon' })).toEqual([
        'anna: Since Monday I take Pénicilline, twice a day',
      ])
      // The words of two messages are not those of one.
      expect(await found(doc, { text: 'monday thrice' })).toEqual([])
      expect(await found(doc, { text: 'take' })).toEqual([
        'anna: Take it thrice: Since Monday I take Pénicilline, twice a day',
      ])
      expect(await found(doc, { text: 'aspirin' })).toEqual(['otto: Nothing but aspirin'])
    }
    await look()
    await untilIndexed()
    await look()
  })

  it('is found by the newest text of a message, and by nothing that was redacted, edited away or encrypted', async () => {
    const [anna, doc] = [await connect('anna', 'patient'), await connect('doc', 'clinician')]
    const sent = await anna.ask('message:send', { ...entry('1'), thread: 'care', text: 'the original wording' })
    expect(sent.seq).toBeGreaterThan(0)
    await anna.ask('message:send', { ...entry('2'), thread: 'care', text: 'removed wording' })
    await anna.ask('message:send', {
      ...entry('3'),
      thread: 'care',
      text: 'sealed wording',
      contentEncoding: 'encrypted',
    })
    await untilIndexed()
    await anna.ask('message:edit', { ...entry('4'), thread: 'care', target: entry('1').id, text: 'corrected wording' })
    await anna.ask('message:redact', { ...entry('5'), thread: 'care', target: entry('2').id })
    const look = async () => {
      for (const text of ['original', 'removed', 'sealed']) expect(await found(doc, { text }), text).toEqual([])
      for (const text of ['corrected', 'wording'])
        expect(await found(doc, { text })).toEqual(['anna: corrected wording'])
    }
    await look()
    await untilIndexed()
    await look()
  })

  it('is found by state, clinician and time, without any text', async () => {
    const ada = await connect('ada', 'admin')
    await relay.putSession('visit-otto', {
      kind: 'visit',
      participants: [{ userId: 'doc', role: 'clinician' }],
      active: false,
    })
    expect((await found(ada, { clinicianId: 'doc' })).sort()).toEqual(['anna', 'otto'])
    expect(await found(ada, { clinicianId: 'doc', state: 'closed' })).toEqual(['otto'])
    expect(await found(ada, { clinicianId: 'doc', state: 'open' })).toEqual(['anna'])
    expect(await found(ada, { clinicianId: 'anna' })).toEqual([])
    expect((await found(ada, { from: 0 })).length).toBe(3)
    expect(await found(ada, { from: Date.now() + 60_000 })).toEqual([])
    expect(await found(ada, { to: 1_000 })).toEqual([])
    expect(await found(ada, { text: 'li', to: 1_000 })).toEqual([])
  })
})

const entry = (number: string) => ({ id: `01900000-0000-7000-8000-00000000000${number}`, sessionId: 'visit-anna' })

describe('whoever looks for sessions', () => {
  it('finds what they may see, and no word of the staff as a patient', async () => {
    const [anna, doc, eve] = [
      await connect('anna', 'patient'),
      await connect('doc', 'clinician'),
      await connect('eve', 'clinician'),
    ]
    const [sue, ada] = [await connect('sue', 'support'), await connect('ada', 'admin')]
    await anna.send('visit-anna', 'secret of care')
    await doc.send('visit-anna', 'secret of staff', { thread: 'staff' })
    await eve.send('visit-li', 'secret of li')
    const look = async (supports: readonly string[]) => {
      expect(await found(anna, { text: 'secret' })).toEqual(['anna: secret of care'])
      expect(await found(anna, { text: 'staff' })).toEqual([])
      expect(await found(doc, { text: 'secret' })).toEqual(['anna: secret of staff: secret of care'])
      expect(await found(eve, { text: 'secret' })).toEqual(['li: secret of li'])
      expect(await found(eve, { text: 'anna' })).toEqual([])
      expect(await found(sue, { text: 'secret' })).toEqual(supports)
      expect(await found(ada, { text: 'secret' })).toEqual([
        'li: secret of li',
        'anna: secret of staff: secret of care',
      ])
      const { items } = await anna.ask('session:find', { text: 'secret' })
      expect(items[0]?.session).toMatchObject({ digest: { preview: { text: 'secret of care' } } })
      expect(items[0]?.session.heads.staff).toBeUndefined()
    }
    await look([])
    await untilIndexed()
    await look([])
    await doc.ask('session:escalate', { ...entry('1'), reason: 'help' })
    expect(await found(sue, { text: 'secret' })).toEqual(['anna: secret of staff: secret of care'])
  })

  it('finds the one session of an invitation as an invited patient', async () => {
    await relay.putSession('visit-second', { anna: 'patient', doc: 'clinician' })
    const doc = await connect('doc', 'clinician')
    for (const sessionId of ['visit-anna', 'visit-second']) await doc.send(sessionId, 'take aspirin')
    const token = await invitedToken(relay.url, {
      sessionId: 'visit-second',
      userId: 'anna',
      token: await relay.tokenFor('doc', 'clinician'),
    })
    const invited = await connectBy(token)
    expect(await found(invited, { text: 'aspirin' })).toEqual(['second: take aspirin'])
    expect(await found(invited, { text: 'anna' })).toEqual(['second'])
  })

  it('gets pages of the most recently active first, over REST as well', async () => {
    const doc = await connect('doc', 'clinician')
    const ids = Array.from({ length: 45 }, (_, at) => `many-${String(at).padStart(2, '0')}`)
    for (const id of ids) await relay.putSession(id, { anna: 'patient', doc: 'clinician' })
    for (const id of ids) await doc.send(id, `number ${id}`)
    const got: string[] = []
    let page: string | undefined
    do {
      const response = await fetch(`${relay.url}/api/find`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await relay.tokenFor('doc', 'clinician')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ text: 'number', page }),
      })
      const answer = sessionFindAckSchema.parse(await response.json())
      if (!answer.success) throw new Error(answer.error)
      got.push(...answer.items.map(({ session }) => session.id))
      expect(answer.items.length).toBeLessThanOrEqual(20)
      page = answer.page
    } while (page !== undefined)
    expect(got).toEqual(ids.toReversed())
  })

  it('is refused a page that no answer gave, or that another question was answered with', async () => {
    const doc = await connect('doc', 'clinician')
    for (let count = 0; count < 25; count += 1)
      await relay.putSession(`many-${count}`, { anna: 'patient', doc: 'clinician' })
    const first = await doc.ask('session:find', { text: 'anna' })
    expect(first.page).toBeDefined()
    expect((await doc.ask('session:find', { text: 'anna', page: first.page })).items).toHaveLength(6)
    for (const page of ['', 'x', '☃', first.page?.slice(1), Buffer.from('["a",1,"b"]').toString('base64url'), '\0'])
      expect(await doc.request('session:find', { text: 'anna', page }), page).toMatchObject({ code: 'invalid' })
    expect(await doc.request('session:find', { text: 'vera', page: first.page })).toMatchObject({ code: 'invalid' })
    for (const wrong of [
      {},
      { text: '' },
      { text: 'x'.repeat(10 * 1024) },
      { text: '"*()-^: ' },
      { text: '\u202e' },
      { text: 1 },
      { text: 'ʹ' },
    ])
      expect(await doc.request('session:find', wrong), JSON.stringify(wrong).slice(0, 40)).toMatchObject({
        code: 'invalid',
      })
  })

  it('leaves no word that was looked for in a log, also where it is refused', async () => {
    const logged: string[] = []
    const talkative = await startRelay({ logLevel: 'trace', logTo: { write: (line) => void logged.push(line) } })
    onTestFinished(() => talkative.stop())
    await talkative.putSession('visit-1', { pat: 'patient', doc: 'clinician' })
    const token = await talkative.tokenFor('doc', 'clinician')
    const doc = await connectNative({ url: talkative.url, token })
    onTestFinished(doc.close)
    const wrong = { text: 'quokka', page: 'quokka', clinicianId: 'quokka quokka' }
    for (const find of [
      { text: 'quokka' },
      { text: 'quokka', page: 'quokka' },
      wrong,
      { text: 'quokka'.repeat(100) },
    ]) {
      await doc.request('session:find', find)
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      await fetch(`${talkative.url}/api/find`, { method: 'POST', headers, body: JSON.stringify(find) })
    }
    expect(logged.join('')).toContain('/api/find')
    expect(logged.join('')).not.toContain('quokka')
  })

  it('is answered for texts that mean something to databases', async () => {
    const doc = await connect('doc', 'clinician')
    await doc.send('visit-anna', 'AND "or" NOT (near) a*b x\0y \u202ez \ud800 100%_ \\ O’Brien')
    const texts = [
      'AND OR NOT NEAR',
      '"and"',
      'near(',
      'a* b*',
      "O'Brien",
      'x\0y',
      '\u202ez',
      '\ud800 z',
      '100%',
      '\\ and',
      "'; drop",
    ]
    const look = async () => {
      const answers = await Promise.all(texts.map((text) => found(doc, { text })))
      expect(answers.map((items) => items.length)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0])
      const letters = Array.from({ length: 128 }, (_, at) => String.fromCodePoint(0x3b1 + (at % 25))).join(' ')
      expect(await found(doc, { text: letters })).toEqual([])
      expect(await found(doc, { text: 'x'.repeat(256) })).toEqual([])
    }
    await look()
    await untilIndexed()
    await look()
  })
})
