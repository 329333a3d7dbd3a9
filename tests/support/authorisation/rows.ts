import { v4 } from 'uuid'
import type { UpEvent } from '../../../src/shared/protocol/up.ts'
import { newEntryId } from '../relay/nativeClient.ts'
import type { Cell } from './columns.ts'

export interface Row {
  readonly name: string
  readonly payload: (cell: Cell) => object
  readonly state?: 'closed' | 'disputed' | 'called'
  readonly event: UpEvent
}

export const care = ({ sessionId }: Cell) => ({ sessionId, thread: 'care' })
const change = ({ sessionId }: Cell) => ({ id: newEntryId(), sessionId })
const hourMs = 3_600_000
const putOff = (cell: Cell) => ({ ...change(cell), later: { until: cell.now + hourMs, reason: 'r', upTo: 1 } })
export const place = (cell: Cell, thread = 'care') => ({ ...care(cell), thread, deliveredUpTo: 1, readUpTo: 1 })
export const counterpart = ({ column }: Cell) => (column.userId === 'pat' ? 'doc' : 'pat')

export const rows: readonly Row[] = [
  {
    event: 'sync:pull',
    name: 'of the session',
    payload: (cell) => ({ scope: 'cursors', cursors: [{ ...care(cell), after: 0 }] }),
  },
  {
    event: 'sync:pull',
    name: 'what changed',
    payload: () => ({ scope: 'changes', since: null }),
  },
  {
    event: 'sync:pull',
    name: 'the session by its id',
    payload: ({ sessionId }) => ({ scope: 'sessions', sessionIds: [sessionId] }),
  },
  { event: 'log:read', name: 'care', payload: (cell) => ({ ...care(cell), limit: 10 }) },
  { event: 'log:read', name: 'staff', payload: (cell) => ({ ...care(cell), thread: 'staff', limit: 10 }) },
  { event: 'session:find', name: 'by who takes part', payload: ({ colleague }) => ({ clinicianId: colleague }) },
  { event: 'message:send', name: 'care', payload: (cell) => ({ id: newEntryId(), ...care(cell), text: 'a' }) },
  {
    event: 'message:send',
    name: 'staff',
    payload: (cell) => ({ id: newEntryId(), ...care(cell), thread: 'staff', text: 'a' }),
  },
  { event: 'message:edit', name: 'own', payload: (cell) => ({ ...targetOf(cell, cell.own), text: 'b' }) },
  { event: 'message:edit', name: 'another’s', payload: (cell) => ({ ...targetOf(cell, cell.others), text: 'b' }) },
  { event: 'message:redact', name: 'own', payload: (cell) => targetOf(cell, cell.own) },
  { event: 'message:redact', name: 'another’s', payload: (cell) => targetOf(cell, cell.others) },
  {
    event: 'message:react',
    name: 'another’s',
    payload: (cell) => ({ ...targetOf(cell, cell.others), emoji: '👍', on: true }),
  },
  { event: 'session:claim', name: '', payload: change },
  { event: 'session:transfer', name: '', payload: (cell) => ({ ...change(cell), to: 'third-doc', reason: 'r' }) },
  { event: 'session:escalate', name: '', payload: (cell) => ({ ...change(cell), reason: 'r' }) },
  { event: 'session:join', name: '', payload: change },
  { event: 'session:leave', name: '', payload: change },
  { event: 'session:close', name: '', payload: change },
  { event: 'session:reopen', name: 'closed', state: 'closed', payload: change },
  { event: 'session:extend', name: '', payload: (cell) => ({ ...change(cell), until: cell.now + 900 * hourMs }) },
  { event: 'session:later', name: '', payload: putOff },
  { event: 'session:dispute', name: '', payload: (cell) => ({ ...change(cell), reason: 'r' }) },
  { event: 'session:resolveDispute', name: 'disputed', state: 'disputed', payload: change },
  { event: 'clinic:read', name: '', payload: () => ({}) },
  { event: 'unread:count', name: 'of the session', payload: ({ sessionId }) => ({ sessionIds: [sessionId] }) },
  { event: 'watermark:advance', name: 'own', payload: (cell) => ({ marks: [place(cell)] }) },
  { event: 'watermark:advance', name: 'staff', payload: (cell) => ({ marks: [place(cell, 'staff')] }) },
  { event: 'typing:set', name: 'care', payload: (cell) => ({ ...care(cell), typing: true }) },
  { event: 'presence:set', name: 'own', payload: () => ({ status: 'online' }) },
  { event: 'presence:watch', name: 'of a participant', payload: ({ colleague }) => ({ userIds: [colleague] }) },
  {
    event: 'call:initiate',
    name: '',
    payload: (cell) => ({ callId: v4(), sessionId: cell.sessionId, recipientId: counterpart(cell), callType: 'audio' }),
  },
  { event: 'call:accept', name: 'patient to clinician', state: 'called', payload: ({ callId }) => ({ callId }) },
  { event: 'call:reject', name: 'patient to clinician', state: 'called', payload: ({ callId }) => ({ callId }) },
  { event: 'call:end', name: 'patient to clinician', state: 'called', payload: ({ callId }) => ({ callId }) },
  {
    event: 'call:signal',
    name: 'patient to clinician',
    state: 'called',
    payload: ({ callId }) => ({ callId, signalType: 'offer', signal: {} }),
  },
  {
    event: 'call:quality',
    name: 'patient to clinician',
    state: 'called',
    payload: ({ callId }) => ({ callId, quality: { packetLossPercent: 0, jitterMs: 1, roundTripMs: 1 } }),
  },
  { event: 'call:ice', name: 'patient to clinician', state: 'called', payload: ({ callId }) => ({ callId }) },
  { event: 'notification:list', name: 'own', payload: () => ({}) },
  { event: 'notification:read', name: 'another’s', payload: () => ({ notificationId: v4() }) },
  { event: 'notification:readAll', name: 'own', payload: () => ({}) },
  { event: 'notification:subscribe', name: 'own', payload: () => ({ topics: ['news'] }) },
  { event: 'notification:unsubscribe', name: 'own', payload: () => ({ topics: ['news'] }) },
  { event: 'auth:refresh', name: 'own token', payload: ({ token }) => ({ token }) },
]

function targetOf(cell: Cell, target: string | undefined) {
  return { id: newEntryId(), ...care(cell), target: target ?? newEntryId() }
}
