import { onTestFinished } from 'vitest'
import type { Role } from '../../../src/shared/model/role.ts'
import { tokensSchema } from '../../../src/shared/protocol/rest.ts'
import { tokenWith } from '../dialects/dialectClient.ts'
import { invitedToken } from '../relay/invitedToken.ts'
import type { StartedRelay } from '../relay/start/startedRelay.ts'
import { startRelay } from '../relay/start/startRelay.ts'
import { type Ask, openPerson, type RecordedPerson } from './recordedPerson.ts'

export const mainSession = 'visit-1'
/** A session that support comes to see, of nobody else in the main one. */
export const disputedSession = 'visit-3'
const password = 'a password for these tests'

/** Part of the main session that somebody may have: nothing, or all but its staff thread. */
export type Share = 'nothing' | 'care'

export interface Bystander {
  readonly person: RecordedPerson
  readonly share: Share
  /** Was a participant, and was told of everything, until their right ended. */
  readonly wasIn: boolean
}

export interface Cast {
  readonly relay: StartedRelay
  /** Those who may have everything, the patient all but the staff thread: each in every protocol, on nodes of their own. */
  readonly pat: RecordedPerson
  readonly doc: RecordedPerson
  readonly colleague: RecordedPerson
  readonly ada: RecordedPerson
  readonly bystanders: readonly Bystander[]
  /** Each ends a right of these; what is written after its answer is not theirs. */
  readonly endings: readonly { readonly userIds: readonly string[]; readonly end: () => Promise<void> }[]
  /** Signs in somebody again as a patient who was a clinician. */
  readonly signInTurned: () => Promise<Bystander>
  readonly putMain: (more?: object) => Promise<void>
  readonly enter: (name: string, userId: string, role: Role, token?: string) => Promise<RecordedPerson>
}

const staying: Readonly<Record<string, Role>> = {
  pat: 'patient',
  doc: 'clinician',
  colleague: 'clinician',
  mover: 'clinician',
  visitor: 'clinician',
  turned: 'clinician',
  'gone-doc': 'clinician',
  'linked-pat': 'patient',
  'beside-pat': 'patient',
}
const leaving: Readonly<Record<string, Role>> = {
  'former-pat': 'patient',
  'former-doc': 'clinician',
  'former-sue': 'support',
}
const outside: Readonly<Record<string, Role>> = {
  'other-pat': 'patient',
  'other-doc': 'clinician',
  sue: 'support',
  ada: 'admin',
  'third-pat': 'patient',
  'third-doc': 'clinician',
}

export async function openCast(): Promise<Cast> {
  const relay = await startRelay()
  onTestFinished(() => relay.stop())
  for (const [id, role] of Object.entries({ ...staying, ...leaving, ...outside, demoted: 'clinician' as const }))
    if (id !== 'visitor') await relay.putUser(id, { name: `Name of ${id}`, role, ...signIn(id) })

  const putMain = (people: Record<string, Role>, more: object = {}) =>
    relay.putSession(mainSession, {
      kind: 'visit',
      participants: Object.entries(people).map(([userId, role]) => ({ userId, role })),
      expiresAt: Date.now() + 3_600_000,
      ...more,
    })
  await putMain({ ...staying, ...leaving, demoted: 'clinician' })
  await relay.putSession('visit-2', { 'other-pat': 'patient', 'beside-pat': 'patient', 'other-doc': 'clinician' })
  await relay.putSession(disputedSession, { 'third-pat': 'patient', 'third-doc': 'clinician' })

  const linkToken = async (sessionId: string, userId: string, by: string) =>
    await invitedToken(relay.url, { sessionId, userId, token: await relay.tokenFor(by, 'clinician') })
  async function signedIn(email: string) {
    const response = await fetch(`${relay.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    })
    return tokensSchema.parse(await response.json())
  }
  async function enter(name: string, userId: string, role: Role, token?: string): Promise<RecordedPerson> {
    // With as many connections as are a multiple of the nodes, each person would begin on the same node.
    void relay.url
    const person = await openPerson({
      ...{ name, userId, role, sessionId: mainSession, url: () => relay.url },
      token: token ?? (await relay.tokenFor(userId, role)),
    })
    onTestFinished(person.close)
    return person
  }

  const [pat, doc] = [await enter('patient', 'pat', 'patient'), await enter('clinician', 'doc', 'clinician')]
  const [colleague, ada] = [await enter('colleague', 'colleague', 'clinician'), await enter('admin', 'ada', 'admin')]
  const login = await signedIn('gone-doc')
  const bystanders: Bystander[] = [
    { person: await enter('stranger patient', 'other-pat', 'patient'), share: 'nothing', wasIn: false },
    { person: await enter('stranger clinician', 'other-doc', 'clinician'), share: 'nothing', wasIn: false },
    { person: await enter('support without a dispute', 'sue', 'support'), share: 'nothing', wasIn: false },
    {
      person: await enter(
        ...(['patient by a link to another session', 'beside-pat', 'patient'] as const),
        await linkToken('visit-2', 'beside-pat', 'other-doc'),
      ),
      share: 'nothing',
      wasIn: false,
    },
    { person: await enter('patient who was removed', 'former-pat', 'patient'), share: 'nothing', wasIn: true },
    { person: await enter('clinician who was removed', 'former-doc', 'clinician'), share: 'nothing', wasIn: true },
    { person: await enter('support that was removed', 'former-sue', 'support'), share: 'nothing', wasIn: true },
    { person: await enter('clinician whose role was changed', 'turned', 'clinician'), share: 'nothing', wasIn: true },
    {
      person: await enter('clinician who logged out', 'gone-doc', 'clinician', login.token),
      share: 'nothing',
      wasIn: true,
    },
    {
      person: await enter(
        ...(['patient by a link that was revoked', 'linked-pat', 'patient'] as const),
        await linkToken(mainSession, 'linked-pat', 'doc'),
      ),
      share: 'nothing',
      wasIn: true,
    },
    { person: await enter('clinician who became a patient of it', 'demoted', 'clinician'), share: 'care', wasIn: true },
    { person: pat, share: 'care', wasIn: true },
  ]

  async function succeed(ask: Ask): Promise<void> {
    const { status, text } = await doc.fetch(ask)
    if (status !== 200) throw new Error(`${ask.path} was answered ${status}: ${text}`)
  }
  const left = { ...staying, demoted: 'patient' } as const
  return {
    relay,
    ...{ pat, doc, colleague, ada, bystanders, enter },
    putMain: (more) => putMain(left, more),
    endings: [
      { userIds: [...Object.keys(leaving), 'demoted'], end: () => putMain(left) },
      { userIds: ['turned'], end: () => relay.putUser('turned', { name: 'Name of turned', role: 'patient' }) },
      {
        userIds: ['linked-pat'],
        end: () => succeed({ method: 'DELETE', path: `/api/sessions/${mainSession}/invitations?userId=linked-pat` }),
      },
      {
        userIds: ['gone-doc'],
        end: () => succeed({ method: 'POST', path: '/api/auth/logout', body: { refreshToken: login.refreshToken } }),
      },
    ],
    signInTurned: async () => {
      const later = { userId: 'turned', role: 'patient', iat: Math.floor(Date.now() / 1000) + 1 }
      const person = await enter('clinician who became a patient', 'turned', 'patient', await tokenWith(later))
      return { person, share: 'care', wasIn: false }
    },
  }
}

const signIn = (id: string) => (id === 'gone-doc' ? { password } : {})
