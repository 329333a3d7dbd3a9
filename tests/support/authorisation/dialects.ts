import { v4 } from 'uuid'
import type { DialectName } from '../../../relay/dialects/dialects.ts'
import type { Cell } from './columns.ts'
import { counterpart } from './rows.ts'

/** Request in the words of one of the five systems. */
export interface DialectRow {
  readonly dialect: DialectName
  readonly event: string
  readonly name?: string
  readonly state?: 'called'
  /** Asked before, whatever it is answered. */
  readonly after?: { readonly event: string; readonly payload: (cell: Cell) => unknown }
  readonly payload: (cell: Cell) => unknown
}

const id = ({ sessionId }: Cell) => sessionId
const chatId = ({ sessionId }: Cell) => ({ chatId: sessionId })
const visitId = ({ sessionId }: Cell) => ({ visitId: sessionId })
const visitRoom = ({ sessionId }: Cell) => ({ roomId: `visit:${sessionId}`, roomType: 'visit' })
const callId = ({ callId: called }: Cell) => ({ callId: called })
const participant = ({ colleague }: Cell) => ({ userIds: [colleague] })
const topics = () => ({ topics: ['news'] })

function rowsOf(dialect: DialectName, rows: readonly Omit<DialectRow, 'dialect'>[]): DialectRow[] {
  return rows.map((row) => ({ dialect, ...row }))
}

const called = { name: 'patient to clinician', state: 'called' } as const

export const dialectRows: readonly DialectRow[] = [
  ...rowsOf('sessions', [
    { event: 'join-session', payload: id },
    { event: 'leave-session', name: 'after joining', after: { event: 'join-session', payload: id }, payload: id },
    { event: 'chat-message', payload: ({ sessionId }) => ({ sessionId, message: 'a' }) },
    { event: 'typing', payload: ({ sessionId }) => ({ sessionId, isTyping: true }) },
  ]),
  ...rowsOf('chats', [
    { event: 'join_chat', payload: chatId },
    { event: 'leave_chat', name: 'after joining', after: { event: 'join_chat', payload: chatId }, payload: chatId },
    { event: 'send_message', payload: (cell) => ({ ...chatId(cell), message: 'a' }) },
    { event: 'typing', payload: (cell) => ({ ...chatId(cell), isTyping: true }) },
    { event: 'mark_read', payload: chatId },
  ]),
  ...rowsOf('singleChat', [
    { event: 'send_message', payload: (cell) => ({ ...chatId(cell), message: 'a' }) },
    { event: 'typing', payload: (cell) => ({ ...chatId(cell), isTyping: true }) },
  ]),
  ...rowsOf('healthPlatform', [
    { event: 'room:join', name: 'of the visit', payload: visitRoom },
    { event: 'room:join', name: 'of its calls', payload: ({ sessionId }) => ({ roomId: `call:${sessionId}` }) },
    {
      event: 'room:join',
      name: 'of patient and clinician',
      payload: (cell) => ({ roomId: 'chat:doc:pat', metadata: visitId(cell) }),
    },
    { event: 'room:join', name: 'notifications of the patient', payload: () => ({ roomId: 'notifications:pat' }) },
    {
      event: 'room:leave',
      name: 'after joining',
      after: { event: 'room:join', payload: visitRoom },
      payload: visitRoom,
    },
    { event: 'room:participants', payload: visitRoom },
    { event: 'message:send', payload: (cell) => ({ ...visitId(cell), message: 'a' }) },
    { event: 'message:received', payload: visitId },
    { event: 'message:read', payload: visitId },
    { event: 'message:history', payload: visitId },
    { event: 'typing:start', payload: visitId },
    { event: 'typing:stop', payload: visitId },
    {
      event: 'call:initiate',
      payload: (cell) => ({ ...visitId(cell), recipientId: counterpart(cell), callType: 'audio' }),
    },
    { event: 'call:accept', ...called, payload: callId },
    { event: 'call:reject', ...called, payload: (cell) => ({ ...callId(cell), reason: 'busy' }) },
    { event: 'call:end', ...called, payload: callId },
    { event: 'call:signal', ...called, payload: (cell) => ({ ...callId(cell), signalType: 'offer', signal: {} }) },
    { event: 'call:quality', ...called, payload: (cell) => ({ ...callId(cell), metrics: { packetLoss: 0 } }) },
    { event: 'presence:get', name: 'of a participant', payload: participant },
    { event: 'presence:setStatus', name: 'own', payload: () => ({ status: 'online' }) },
    { event: 'presence:subscribe', name: 'of a participant', payload: participant },
    { event: 'notification:read', name: 'another’s', payload: () => ({ notificationId: v4() }) },
    { event: 'notification:readAll', name: 'own', payload: () => ({}) },
    { event: 'notification:getUnreadCount', name: 'own', payload: () => ({}) },
    { event: 'notification:subscribe', name: 'own', payload: topics },
    { event: 'notification:unsubscribe', name: 'own', payload: topics },
  ]),
  ...rowsOf('consultations', [
    { event: 'join_consultation', payload: id },
    {
      event: 'leave_consultation',
      name: 'after joining',
      after: { event: 'join_consultation', payload: id },
      payload: id,
    },
    {
      event: 'send_message',
      payload: ({ sessionId, column }) => ({
        consultationId: sessionId,
        sender: column.role === 'patient' ? 'user' : 'doctor',
        content: 'a',
      }),
    },
  ]),
]
