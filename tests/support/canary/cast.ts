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
  /** Whether they were a participant, and received everything, until their right ended. */
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

type Enter = Cast['enter']

/** Opens the relay, the sessions, and everyone with their connections; all of it goes with the test. */
export async function openCast(): Promise<Cast> {
  const relay = await startRelay()
  onTestFinished(() => relay.stop())
  await putPeople(relay)
  await putMain(relay, { ...staying, ...leaving, demoted: 'clinician' })
  await relay.putSession('visit-2', { 'other-pat': 'patient', 'beside-pat': 'patient', 'other-doc': 'clinician' })
  await relay.putSession(disputedSession, { 'third-pat': 'patient', 'third-doc': 'clinician' })

  const enter: Enter = async (name, userId, role, token) => {
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
  const login = await logIn(relay, 'gone-doc')
  const bystanders = [
    ...(await openStrangers(relay, enter)),
    ...(await openFormer(relay, enter, login.token)),
    { person: pat, share: 'care', wasIn: true } as const,
  ]
  return {
    relay,
    ...{ pat, doc, colleague, ada, bystanders, enter },
    putMain: (more) => putMain(relay, left, more),
    endings: endingsOf(relay, doc, login.refreshToken),
    signInTurned: async () => {
      const later = { userId: 'turned', role: 'patient', iat: Math.floor(Date.now() / 1000) + 1 }
      const person = await enter('clinician who became a patient', 'turned', 'patient', await tokenWith(later))
      return { person, share: 'care', wasIn: false }
    },
  }
}

/** Participants of the main session when all endings have been. */
const left = { ...staying, demoted: 'patient' } as const

async function putPeople(relay: StartedRelay): Promise<void> {
  for (const [id, role] of Object.entries({ ...staying, ...leaving, ...outside, demoted: 'clinician' as const }))
    if (id !== 'visitor')
      await relay.putUser(id, { name: `Name of ${id}`, role, ...(id === 'gone-doc' ? { password } : {}) })
}

function putMain(relay: StartedRelay, people: Record<string, Role>, more: object = {}): Promise<void> {
  return relay.putSession(mainSession, {
    kind: 'visit',
    participants: Object.entries(people).map(([userId, role]) => ({ userId, role })),
    expiresAt: Date.now() + 3_600_000,
    ...more,
  })
}

async function logIn(relay: StartedRelay, email: string) {
  const response = await fetch(`${relay.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  return tokensSchema.parse(await response.json())
}

async function tokenByLink(relay: StartedRelay, sessionId: string, userId: string, by: string): Promise<string> {
  return await invitedToken(relay.url, { sessionId, userId, token: await relay.tokenFor(by, 'clinician') })
}

/** Opens those who never were in the main session. */
async function openStrangers(relay: StartedRelay, enter: Enter): Promise<Bystander[]> {
  const besideToken = await tokenByLink(relay, 'visit-2', 'beside-pat', 'other-doc')
  const people = [
    await enter('stranger patient', 'other-pat', 'patient'),
    await enter('stranger clinician', 'other-doc', 'clinician'),
    await enter('support without a dispute', 'sue', 'support'),
    await enter('patient by a link to another session', 'beside-pat', 'patient', besideToken),
  ]
  return people.map((person) => ({ person, share: 'nothing', wasIn: false }))
}

/** Opens those whose right to all or part of the main session is going to end. */
async function openFormer(relay: StartedRelay, enter: Enter, loginToken: string): Promise<Bystander[]> {
  const revokedToken = await tokenByLink(relay, mainSession, 'linked-pat', 'doc')
  const people = [
    await enter('patient who was removed', 'former-pat', 'patient'),
    await enter('clinician who was removed', 'former-doc', 'clinician'),
    await enter('support that was removed', 'former-sue', 'support'),
    await enter('clinician whose role was changed', 'turned', 'clinician'),
    await enter('clinician who logged out', 'gone-doc', 'clinician', loginToken),
    await enter('patient by a link that was revoked', 'linked-pat', 'patient', revokedToken),
  ]
  const demoted = await enter('clinician who became a patient of it', 'demoted', 'clinician')
  return [
    ...people.map((person) => ({ person, share: 'nothing', wasIn: true }) as const),
    { person: demoted, share: 'care', wasIn: true },
  ]
}

function endingsOf(relay: StartedRelay, doc: RecordedPerson, refreshToken: string): Cast['endings'] {
  async function succeed(ask: Ask): Promise<void> {
    const { status, text } = await doc.fetch(ask)
    if (status !== 200) throw new Error(`${ask.path} was answered ${status}: ${text}`)
  }
  return [
    { userIds: [...Object.keys(leaving), 'demoted'], end: () => putMain(relay, left) },
    { userIds: ['turned'], end: () => relay.putUser('turned', { name: 'Name of turned', role: 'patient' }) },
    {
      userIds: ['linked-pat'],
      end: () => succeed({ method: 'DELETE', path: `/api/sessions/${mainSession}/invitations?userId=linked-pat` }),
    },
    {
      userIds: ['gone-doc'],
      end: () => succeed({ method: 'POST', path: '/api/auth/logout', body: { refreshToken } }),
    },
  ]
}
