import { newEntryId } from '../../relay/nativeClient.ts'
import { type Cast, disputedSession, mainSession } from '../cast.ts'
import { type Markers, type Recipients, toColleague } from '../writings.ts'

/** Changes the main session in every way that takes a reason. */
export async function writeSessionChanges({ doc, enter }: Cast, { mark }: Markers): Promise<void> {
  const ofMain = () => ({ id: newEntryId(), sessionId: mainSession })
  const mover = await enter('mover', 'mover', 'clinician')
  await mover.native.ask('session:claim', { ...ofMain(), reason: mark('reason of a claim', toColleague) })
  const transfer = mark('reason of a transfer', toColleague)
  await mover.native.ask('session:transfer', { ...ofMain(), to: 'colleague', reason: transfer })
  const until = Date.now() + 7_200_000
  await doc.native.ask('session:extend', { ...ofMain(), until, reason: mark('reason of an extension', toColleague) })
  const later = { until, reason: mark('reason of a putting off', { ...toColleague, of: 'staff' }), upTo: 1 }
  await doc.native.ask('session:later', { ...ofMain(), later })
  await doc.native.ask('session:close', { ...ofMain(), reason: mark('reason of a close', toColleague) })
  await doc.native.ask('session:reopen', { ...ofMain(), reason: mark('reason of a reopening', toColleague) })
}

/** Escalates another session, disputes it, and resolves the dispute. */
export async function writeDispute({ ada, enter }: Cast, { mark }: Markers): Promise<void> {
  const ofDisputed = () => ({ id: newEntryId(), sessionId: disputedSession })
  const clinician = await enter('clinician of another session', 'third-doc', 'clinician')
  const patient = await enter('patient of another session', 'third-pat', 'patient')
  const toSupport: Recipients = { seenBy: ['ada'], of: 'staff', alsoOf: ['sue', 'former-sue'] }
  await clinician.native.ask('session:escalate', {
    ...ofDisputed(),
    reason: mark('reason of an escalation', toSupport),
  })
  await patient.native.ask('session:dispute', { ...ofDisputed(), reason: mark('reason of a dispute', toSupport) })
  await ada.native.ask('session:resolveDispute', { ...ofDisputed(), reason: mark('end of a dispute', toSupport) })
}
