import { v4 } from 'uuid'
import { type Cast, mainSession } from '../cast.ts'
import type { RecordedPerson } from '../recordedPerson.ts'
import { type Markers, toPatient } from '../writings.ts'

/** Calls, rejects, and signals within a call, whose id is returned. */
export async function writeCalls({ pat, doc }: Cast, { mark }: Markers): Promise<string> {
  const rejected = await initiateCall(pat, 'doc')
  const reason = mark('reason of a call that is rejected', toPatient)
  await doc.native.ask('call:reject', { callId: rejected, reason })
  const rejectedToo = await initiateCall(pat, 'doc')
  const health = doc.dialects.get('healthPlatform')
  await health?.ask('call:reject', { callId: rejectedToo, reason: mark('the same by healthPlatform', toPatient) })

  const callId = await initiateCall(doc, 'pat')
  await pat.native.ask('call:accept', { callId })
  const signal = { sdp: mark('offer of a call', toPatient) }
  await doc.native.ask('call:signal', { callId, signalType: 'offer', signal })
  const answer = { sdp: mark('answer of a call', { seenBy: ['doc'], of: 'care' }) }
  await pat.native.ask('call:signal', { callId, signalType: 'answer', signal: answer })
  return callId
}

async function initiateCall(by: RecordedPerson, recipientId: string): Promise<string> {
  const callId = v4()
  await by.native.ask('call:initiate', { callId, sessionId: mainSession, recipientId, callType: 'audio' })
  return callId
}
