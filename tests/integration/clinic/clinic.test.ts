import { describe, expect, it } from 'vitest'
import {
  type ClinicDocument,
  clinicDocumentSchema,
  defaultClinic,
} from '../../../src/shared/model/clinic/clinicRules.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import { clinicAnswerSchema } from '../../../src/shared/protocol/settings/clinic.ts'
import { openRelayWithSession, type RelayWithSession } from '../../support/relay/relayWithSession.ts'

const mine: ClinicDocument = {
  ...defaultClinic,
  waits: { amberMinutes: 3, redMinutes: 6, byKind: { visit: { amberMinutes: 1, redMinutes: 2 } } },
  flags: [{ id: 'wound', name: 'Wound', phrases: { en: ['stitches … open'] } }],
  laterReasons: ['Waits for the laboratory'],
}

async function ask({ relay }: RelayWithSession, userId: string, role: Role, put?: object, query = '') {
  const response = await fetch(`${relay.url}/api/clinic${query}`, {
    method: put ? 'PUT' : 'GET',
    headers: {
      authorization: `Bearer ${await relay.tokenFor(userId, role)}`,
      ...(put ? { 'content-type': 'application/json' } : {}),
    },
    ...(put ? { body: JSON.stringify(put) } : {}),
  })
  return { status: response.status, body: (await response.json()) as unknown }
}

describe('the rules of the clinic', () => {
  it('are told to the staff on every node when an administrator changes them, and to nobody else', async () => {
    const opened = await openRelayWithSession()
    const staff = [
      // Each is on another node, where there are several.
      await opened.connect('doc', 'clinician'),
      await opened.connect('other-doc', 'clinician'),
      await opened.connect('sue', 'support'),
      await opened.connect('ada', 'admin'),
    ]
    const patients = [await opened.connect('pat', 'patient'), await opened.connect('other-pat', 'patient')]
    expect(await ask(opened, 'ada', 'admin', mine)).toEqual({ status: 200, body: { ...mine, version: 1 } })
    for (const client of staff) {
      await client.until('the change', () => client.payloads('clinic:changed').length > 0)
      expect(client.payloads('clinic:changed')).toEqual([{ clinic: { ...mine, version: 1 } }])
    }
    // What is said after the change comes after it.
    await staff[0]?.send(opened.sessionId, 'a word')
    for (const client of patients) expect(client.payloads('clinic:changed')).toEqual([])
  })

  it('are read by staff over both ways, and not again where they are held', async () => {
    const opened = await openRelayWithSession()
    const doc = await opened.connect('doc', 'clinician')
    expect(await doc.ask('clinic:read', {})).toMatchObject({ success: true, clinic: defaultClinic })
    expect(await doc.ask('clinic:read', { held: 0 })).toMatchObject({ success: true, clinic: null })
    await ask(opened, 'ada', 'admin', mine)
    expect(await doc.ask('clinic:read', { held: 0 })).toMatchObject({ clinic: { ...mine, version: 1 } })
    const read = await ask(opened, 'doc', 'clinician')
    expect(clinicAnswerSchema.parse(read.body)).toEqual({ clinic: { ...mine, version: 1 } })
    expect((await ask(opened, 'doc', 'clinician', undefined, '?held=1')).body).toEqual({ clinic: null })
    for (const [userId, role] of [['pat', 'patient']] as const)
      expect(await ask(opened, userId, role)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  })

  it('are not changed by who has read older ones, and the refusal says what to do', async () => {
    const opened = await openRelayWithSession()
    await ask(opened, 'ada', 'admin', mine)
    const other = { ...mine, laterReasons: [] }
    const refused = await ask(opened, 'ada', 'admin', other)
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict', retry: 'never' } })
    expect(refused.body).toMatchObject({
      error:
        "The clinic's rules are at version 1, and yours were read at version 0. Read them again, and make your change in those.",
    })
    // The answer to the first may have been lost: the same again is no change.
    expect(await ask(opened, 'ada', 'admin', mine)).toMatchObject({ status: 200, body: { version: 1 } })
    expect(await ask(opened, 'ada', 'admin', { ...other, version: 1 })).toMatchObject({ body: { version: 2 } })
  })

  it('are changed by administrators only, in a form that can be carried out', async () => {
    const opened = await openRelayWithSession()
    for (const [userId, role] of [
      ['doc', 'clinician'],
      ['sue', 'support'],
      ['pat', 'patient'],
    ] as const)
      expect(await ask(opened, userId, role, mine)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    const flags = [{ id: 'wound', name: 'Wound', phrases: { en: ['open', 'chest, pain'] } }]
    expect(await ask(opened, 'ada', 'admin', { ...mine, flags })).toMatchObject({
      status: 400,
      body: { code: 'invalid', error: expect.stringMatching(/^flags\.0\.phrases\.en\.1: no message can raise this/) },
    })
    const { body } = await ask(opened, 'ada', 'admin')
    expect(clinicAnswerSchema.parse(body).clinic).toEqual(clinicDocumentSchema.parse(defaultClinic))
  })
})
