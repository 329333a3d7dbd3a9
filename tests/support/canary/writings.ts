import { createHash, randomBytes } from 'node:crypto'
import { v4 } from 'uuid'
import { uploadStateSchema } from '../../../src/shared/protocol/rest.ts'
import { dialectSideNames, dialectSides } from '../dialects/dialectSides.ts'
import { newEntryId } from '../relay/nativeClient.ts'
import { type Cast, disputedSession, mainSession } from './cast.ts'
import type { RecordedPerson } from './recordedPerson.ts'

export type Rightful = 'pat' | 'doc' | 'colleague' | 'ada'

/** Something that a person wrote, with a text in it that is nowhere else. */
export interface Writing {
  readonly what: string
  readonly marker: string
  /** Recipients who must have received it, or the test could not tell that others did not. */
  readonly seenBy: readonly Rightful[]
  /** `staff`: it is not for patients, whoever they are. */
  readonly of: 'care' | 'staff'
  /** Users outside of the main session who may have it. */
  readonly alsoOf?: readonly string[]
  /** Of those who were in, the ones whose right had ended before; all of them when it is missing. */
  readonly hiddenFrom?: ReadonlySet<string>
}

/** Ids of everything there is to ask for. */
export interface Known {
  readonly careMessage: string
  readonly staffMessage: string
  /** Sent in the care thread, sent in the staff thread, and not sent at all. */
  readonly files: readonly string[]
  readonly callId: string
}

type Who = Omit<Writing, 'what' | 'marker'>
const toAll: Who = { seenBy: ['pat', 'doc', 'colleague', 'ada'], of: 'care' }
const toStaff: Who = { seenBy: ['doc', 'colleague', 'ada'], of: 'staff' }
const toColleague: Who = { seenBy: ['colleague'], of: 'care' }
const toPatient: Who = { seenBy: ['pat'], of: 'care' }

/** Of letters and digits alone, so that no protocol writes it otherwise; short enough for every field. */
export const newMarker = (): string => `canary${randomBytes(8).toString('hex')}`

export const main = (thread: 'care' | 'staff') => ({ sessionId: mainSession, thread }) as const
const ofMain = () => ({ id: newEntryId(), sessionId: mainSession })
const ofDisputed = () => ({ id: newEntryId(), sessionId: disputedSession })

/** Sends and gives the id. */
export async function say(by: RecordedPerson, thread: 'care' | 'staff', text: string, more: object = {}) {
  const id = newEntryId()
  await by.native.ask('message:send', { id, ...main(thread), text, ...more })
  return id
}

/** Writes a marker into everything that somebody can write, by every protocol; one thing after the other. */
export async function writeEverything(cast: Cast): Promise<{ writings: readonly Writing[]; known: Known }> {
  const { relay, pat, doc, colleague, ada } = cast
  const writings: Writing[] = []
  const add = (what: string, who: Who, marker: string) => {
    writings.push({ what, marker, ...who })
    return marker
  }
  const mark = (what: string, who: Who) => add(what, who, newMarker())

  await relay.putUser('doc', { name: `Dr ${mark('name of a clinician', toAll)}`, role: 'clinician' })
  await cast.putMain({
    patient: {
      name: mark('name of the patient', toAll),
      mrn: mark('number of the patient', toAll),
      ...{ birthDate: '1970-01-01', sex: 'unknown' },
    },
  })
  await cast.enter(
    ...(['visitor', 'visitor', 'clinician'] as const),
    await relay.tokenFor('visitor', 'clinician', mark('name in a token, of who comes into the room', toPatient)),
  )

  const careMessage = await say(doc, 'care', mark('text of a clinician', toAll))
  await say(pat, 'care', mark('text of the patient', toAll))
  await say(doc, 'care', mark('text that is encrypted', toAll), { contentEncoding: 'encrypted' })
  const staffMessage = await say(doc, 'staff', mark('text in the staff thread', toStaff))
  for (const [thread, target, emojis] of [
    ['care', careMessage, ['🪼', '🦑']],
    ['staff', staffMessage, ['🦭', '🦩']],
  ] as const) {
    const who = thread === 'care' ? toAll : toStaff
    const of = { ...main(thread), target }
    const text = mark(`edit in the ${thread} thread`, who)
    await doc.native.ask('message:edit', { id: newEntryId(), ...of, text })
    // Nothing but an emoji is taken here: one that nobody else uses is the marker.
    for (const [index, emoji] of emojis.entries())
      await (index === 0 ? doc : colleague).native.ask('message:react', {
        ...{ id: newEntryId(), ...of, on: true },
        emoji: add(`reaction in the ${thread} thread`, who, emoji),
      })
    const wrong = await say(doc, thread, 'to be taken back')
    const reason = mark(`reason of a redaction in the ${thread} thread`, who)
    await doc.native.ask('message:redact', { id: newEntryId(), ...main(thread), target: wrong, reason })
  }

  const sides = dialectSides(mainSession)
  for (const name of dialectSideNames) {
    const client = doc.dialects.get(name)
    if (!client) throw new Error(`the clinician has no connection of ${name}`)
    sides[name].say(client, mark(`text by ${name}`, toAll))
  }
  const post = async (by: RecordedPerson, path: string, body: object) => {
    const { status, text } = await by.fetch({ method: 'POST', path, body })
    if (status >= 300) throw new Error(`${path} was refused: ${text}`)
    return text
  }
  const path = `/api/sessions/${mainSession}`
  await post(doc, `${path}/messages`, { text: mark('text by REST', toAll) })
  await post(doc, `${path}/messages`, { text: mark('text by REST in the staff thread', toStaff), thread: 'staff' })
  for (const prefix of ['/chat', '/api/chat'])
    await post(doc, `${prefix}/${mainSession}/messages`, { message: mark(`text by ${prefix}`, toAll) })

  async function upload(thread: 'care' | 'staff', which: string, who: Who): Promise<string> {
    const content = `${mark(`content of ${which}`, who)} is what it says`
    const sha256 = createHash('sha256').update(content).digest('hex')
    const name = `${mark(`name of ${which}`, who)}.txt`
    const begun = await post(doc, `${path}/attachments`, { name, bytes: content.length, sha256, thread })
    const { id } = uploadStateSchema.parse(JSON.parse(begun))
    const headers = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
    await doc.fetch({ method: 'PATCH', path: `/api/attachments/${id}`, body: content, headers })
    return id
  }
  const files = [
    await upload('care', 'a file', toAll),
    await upload('staff', 'a file in the staff thread', toStaff),
    await upload('care', 'a file that is not sent', { seenBy: ['doc'], of: 'staff' }),
  ] as const
  await say(doc, 'care', mark('words beside a file', toAll), { type: 'document', attachments: [files[0]] })
  await say(doc, 'staff', mark('words beside a file of staff', toStaff), { type: 'document', attachments: [files[1]] })

  const call = async (by: RecordedPerson, recipientId: string) => {
    const callId = v4()
    await by.native.ask('call:initiate', { callId, sessionId: mainSession, recipientId, callType: 'audio' })
    return callId
  }
  const rejected = await call(pat, 'doc')
  const reason = mark('reason of a call that is rejected', toPatient)
  await doc.native.ask('call:reject', { callId: rejected, reason })
  const rejectedToo = await call(pat, 'doc')
  const health = doc.dialects.get('healthPlatform')
  await health?.ask('call:reject', { callId: rejectedToo, reason: mark('the same by healthPlatform', toPatient) })
  const callId = await call(doc, 'pat')
  await pat.native.ask('call:accept', { callId })
  const signal = { sdp: mark('offer of a call', toPatient) }
  await doc.native.ask('call:signal', { callId, signalType: 'offer', signal })
  const answer = { sdp: mark('answer of a call', { seenBy: ['doc'], of: 'care' }) }
  await pat.native.ask('call:signal', { callId, signalType: 'answer', signal: answer })

  await doc.native.ask('presence:set', { status: 'busy', customStatus: mark('own words of a status', toPatient) })
  await colleague.dialects.get('healthPlatform')?.ask('presence:setStatus', {
    ...{ status: 'busy', customStatus: mark('own words of a status by healthPlatform', toPatient) },
  })
  // The notices hold the name of who types.
  for (const thread of ['care', 'staff'] as const) await doc.native.ask('typing:set', { ...main(thread), typing: true })
  await health?.ask('typing:start', { visitId: mainSession })

  const toDoc: Who = { seenBy: ['doc'], of: 'staff' }
  await post(ada, '/api/notifications', {
    ...{ to: { userIds: ['doc'] }, title: mark('title of a notice', toDoc), text: mark('text of a notice', toDoc) },
  })
  const toAda: Who = { seenBy: ['ada'], of: 'staff' }
  await post(ada, '/api/notifications', {
    to: { topic: 'rota', roles: ['admin'] },
    ...{ title: mark('title of a notice to a topic', toAda), text: mark('text of a notice to a topic', toAda) },
  })

  const mover = await cast.enter('mover', 'mover', 'clinician')
  await mover.native.ask('session:claim', { ...ofMain(), reason: mark('reason of a claim', toColleague) })
  const transfer = mark('reason of a transfer', toColleague)
  await mover.native.ask('session:transfer', { ...ofMain(), to: 'colleague', reason: transfer })
  const until = Date.now() + 7_200_000
  await doc.native.ask('session:extend', { ...ofMain(), until, reason: mark('reason of an extension', toColleague) })
  await doc.native.ask('session:close', { ...ofMain(), reason: mark('reason of a close', toColleague) })
  await doc.native.ask('session:reopen', { ...ofMain(), reason: mark('reason of a reopening', toColleague) })
  const third = await cast.enter('clinician of another session', 'third-doc', 'clinician')
  const thirdPat = await cast.enter('patient of another session', 'third-pat', 'patient')
  const toSupport: Who = { seenBy: ['ada'], of: 'staff', alsoOf: ['sue', 'former-sue'] }
  await third.native.ask('session:escalate', { ...ofDisputed(), reason: mark('reason of an escalation', toSupport) })
  await thirdPat.native.ask('session:dispute', { ...ofDisputed(), reason: mark('reason of a dispute', toSupport) })
  await ada.native.ask('session:resolveDispute', { ...ofDisputed(), reason: mark('end of a dispute', toSupport) })

  return { writings, known: { careMessage, staffMessage, files, callId } }
}
