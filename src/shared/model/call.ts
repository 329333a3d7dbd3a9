import { z } from 'zod'
import { instantMsSchema, sessionIdSchema, userIdSchema } from './ids.ts'

/** The id of a call: a UUID made by the caller, the same on every retry. */
export const callIdSchema = z.uuid().toLowerCase().brand<'CallId'>()
export type CallId = z.infer<typeof callIdSchema>

export const callTypeSchema = z.enum(['video', 'audio'])
export type CallType = z.infer<typeof callTypeSchema>

/**
 * `ringing` until the callee answers; then `active`, or `rejected`. `missed` when nobody answered in time, `ended` when
 * one of the two hung up (the caller before an answer, too) or the relay had to end it.
 */
export const callStateSchema = z.enum(['ringing', 'active', 'rejected', 'missed', 'ended'])
export type CallState = z.infer<typeof callStateSchema>

/**
 * Reason for which a call ended: one of the two hung up; the caller gave up before an answer; a device did not come back; the
 * node stopped.
 */
export const callEndSchema = z.enum(['hungUp', 'cancelled', 'connectionLost', 'stopped'])
export type CallEnd = z.infer<typeof callEndSchema>

export const signalTypeSchema = z.enum(['offer', 'answer', 'candidate'])
export type SignalType = z.infer<typeof signalTypeSchema>

/** Server through which media finds its way, as a browser takes it in `RTCConfiguration.iceServers`. */
export const iceServerSchema = z.object({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
})
export type IceServer = z.infer<typeof iceServerSchema>

/** Measurements by a device of its side of a call: lost packets in percent, times in ms, the rate in kbit/s. */
export const callQualitySchema = z.object({
  packetLossPercent: z.number().min(0).max(100),
  jitterMs: z.number().min(0).max(600_000),
  roundTripMs: z.number().min(0).max(600_000),
  bitrateKbps: z.number().min(0).max(10_000_000).optional(),
})
export type CallQuality = z.infer<typeof callQualitySchema>

export const callIssueSchema = z.enum(['packetLoss', 'jitter', 'roundTrip'])
export type CallIssue = z.infer<typeof callIssueSchema>

/** Beyond these a call is hard to follow. */
export const callQualityThresholds = { packetLossPercent: 5, jitterMs: 50, roundTripMs: 400 } as const

/** Returns what is wrong with a call by its measurements; empty when nothing is. */
export function callIssues(quality: CallQuality): CallIssue[] {
  const issues: CallIssue[] = []
  if (quality.packetLossPercent > callQualityThresholds.packetLossPercent) issues.push('packetLoss')
  if (quality.jitterMs > callQualityThresholds.jitterMs) issues.push('jitter')
  if (quality.roundTripMs > callQualityThresholds.roundTripMs) issues.push('roundTrip')
  return issues
}

/** A call as its parties know it. */
export const callSchema = z.object({
  callId: callIdSchema,
  sessionId: sessionIdSchema,
  callerId: userIdSchema,
  calleeId: userIdSchema,
  callType: callTypeSchema,
  state: callStateSchema,
  startedAt: instantMsSchema,
  /** It rings no longer than until then. */
  ringsUntil: instantMsSchema,
})
export type Call = z.infer<typeof callSchema>
