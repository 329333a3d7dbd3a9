import { createHash } from 'node:crypto'
import { v4 } from 'uuid'
import { defaultClinic } from '../../../src/shared/model/clinic/clinicRules.ts'
import { newEntryId } from '../relay/nativeClient.ts'
import type { Cell } from './columns.ts'
import { care, place } from './rows.ts'

export interface RestRow {
  readonly route: string
  readonly name?: string
  /** An attachment of the patient that the request is about: begun, or sent in a message. */
  readonly attachment?: 'begun' | 'sent'
  readonly request: (cell: Cell) => { readonly method: string; readonly path: string; readonly body?: object | string }
}

export const content = 'plain words of a plain file'
export const file = {
  name: 'a file.txt',
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
}
export const uploadHeaders = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }

export const restRows: readonly RestRow[] = [
  { route: 'GET /api/sessions', request: () => ({ method: 'GET', path: '/api/sessions' }) },
  {
    route: 'PUT /api/sessions/{id}',
    request: ({ sessionId }) => ({
      method: 'PUT',
      path: `/api/sessions/${sessionId}`,
      body: { kind: 'chat', participants: [] },
    }),
  },
  {
    route: 'GET /api/sessions/{id}/messages',
    request: ({ sessionId }) => ({ method: 'GET', path: `/api/sessions/${sessionId}/messages` }),
  },
  {
    route: 'GET /api/sessions/{id}/messages/{messageId}/versions',
    request: ({ sessionId, others }) => ({
      method: 'GET',
      path: `/api/sessions/${sessionId}/messages/${others}/versions`,
    }),
  },
  {
    route: 'POST /api/sessions/{id}/messages',
    request: ({ sessionId }) => ({ method: 'POST', path: `/api/sessions/${sessionId}/messages`, body: { text: 'a' } }),
  },
  {
    route: 'POST /api/sync',
    request: (cell) => ({
      method: 'POST',
      path: '/api/sync',
      body: { scope: 'cursors', cursors: [{ ...care(cell), after: 0 }] },
    }),
  },
  {
    route: 'POST /api/log',
    request: (cell) => ({ method: 'POST', path: '/api/log', body: { ...care(cell), limit: 10 } }),
  },
  {
    route: 'POST /api/find',
    request: ({ colleague }) => ({ method: 'POST', path: '/api/find', body: { clinicianId: colleague } }),
  },
  {
    route: 'POST /api/watermarks',
    request: (cell) => ({ method: 'POST', path: '/api/watermarks', body: { marks: [place(cell)] } }),
  },
  {
    route: 'PUT /api/users/{id}',
    request: () => ({ method: 'PUT', path: '/api/users/somebody', body: { name: 'Somebody', role: 'patient' } }),
  },
  {
    route: 'DELETE /api/users/{id}',
    request: () => ({ method: 'DELETE', path: '/api/users/somebody-else' }),
  },
  ...['/chat', '/api/chat'].map((path) => ({
    route: `GET ${path}/{id}/messages`,
    request: ({ sessionId }: Cell) => ({ method: 'GET', path: `${path}/${sessionId}/messages` }),
  })),
  {
    route: 'POST /api/chat/{id}/messages',
    request: ({ sessionId }) => ({ method: 'POST', path: `/api/chat/${sessionId}/messages`, body: { message: 'a' } }),
  },
  {
    route: 'POST /chat/{id}/messages',
    request: ({ sessionId }) => ({ method: 'POST', path: `/chat/${sessionId}/messages`, body: { message: 'a' } }),
  },
  ...['claim', 'close', 'dispute', 'escalate', 'reopen', 'resolve', 'transfer'].map((name) => ({
    route: `POST /api/sessions/{id}/${name}`,
    request: ({ sessionId, colleague }: Cell) => ({
      method: 'POST',
      path: `/api/sessions/${sessionId}/${name}`,
      body: { reason: 'a reason', ...(name === 'transfer' ? { to: colleague } : {}) },
    }),
  })),
  {
    route: 'GET /api/chats/{id}/messages',
    request: ({ sessionId }) => ({ method: 'GET', path: `/api/chats/${sessionId}/messages` }),
  },
  {
    route: 'POST /api/chats/{id}/messages',
    request: ({ sessionId }) => ({ method: 'POST', path: `/api/chats/${sessionId}/messages`, body: { message: 'a' } }),
  },
  {
    route: 'GET /api/telemedicine/sessions/{id}/chat',
    request: ({ sessionId }) => ({ method: 'GET', path: `/api/telemedicine/sessions/${sessionId}/chat` }),
  },
  {
    route: 'POST /api/telemedicine/sessions/{id}/chat',
    request: ({ sessionId }) => ({
      method: 'POST',
      path: `/api/telemedicine/sessions/${sessionId}/chat`,
      body: { encryptedMessage: 'a', encrypted: false },
    }),
  },
  {
    route: 'POST /api/sessions/{id}/attachments',
    request: ({ sessionId }) => ({ method: 'POST', path: `/api/sessions/${sessionId}/attachments`, body: file }),
  },
  {
    route: 'GET /api/attachments/{id}',
    name: 'the patient’s, sent',
    attachment: 'sent',
    request: ({ attachmentId }) => ({ method: 'GET', path: `/api/attachments/${attachmentId}` }),
  },
  {
    route: 'HEAD /api/attachments/{id}',
    name: 'the patient’s',
    attachment: 'begun',
    request: ({ attachmentId }) => ({ method: 'HEAD', path: `/api/attachments/${attachmentId}` }),
  },
  {
    route: 'PATCH /api/attachments/{id}',
    name: 'the patient’s',
    attachment: 'begun',
    request: ({ attachmentId }) => ({ method: 'PATCH', path: `/api/attachments/${attachmentId}`, body: content }),
  },
  {
    route: 'DELETE /api/attachments/{id}',
    name: 'the patient’s',
    attachment: 'begun',
    request: ({ attachmentId }) => ({ method: 'DELETE', path: `/api/attachments/${attachmentId}` }),
  },
  ...['users', 'sessions'].map((what) => ({
    route: `GET /api/admin/${what}`,
    request: () => ({ method: 'GET', path: `/api/admin/${what}` }),
  })),
  {
    route: 'GET /api/admin/sessions/{id}/export',
    request: ({ sessionId }) => ({ method: 'GET', path: `/api/admin/sessions/${sessionId}/export` }),
  },
  {
    route: 'POST /api/admin/sessions/{id}/close',
    request: ({ sessionId }) => ({
      method: 'POST',
      path: `/api/admin/sessions/${sessionId}/close`,
      body: { id: newEntryId() },
    }),
  },
  {
    route: 'DELETE /api/admin/users/{id}/tokens',
    request: () => ({ method: 'DELETE', path: '/api/admin/users/somebody/tokens' }),
  },
  {
    route: 'POST /api/admin/purge',
    request: () => ({ method: 'POST', path: '/api/admin/purge', body: { before: 1, trial: true } }),
  },
  { route: 'GET /api/clinic', request: () => ({ method: 'GET', path: '/api/clinic' }) },
  {
    route: 'PUT /api/clinic',
    request: () => ({ method: 'PUT', path: '/api/clinic', body: defaultClinic }),
  },
  { route: 'GET /api/notifications', name: 'own', request: () => ({ method: 'GET', path: '/api/notifications' }) },
  {
    route: 'POST /api/notifications',
    request: () => ({
      method: 'POST',
      path: '/api/notifications',
      body: { to: { userIds: ['somebody'] }, title: 'a title', text: 'a text' },
    }),
  },
  {
    route: 'POST /api/notifications/read',
    name: 'own',
    request: () => ({ method: 'POST', path: '/api/notifications/read', body: {} }),
  },
  {
    route: 'POST /api/notifications/{id}/read',
    name: 'another’s',
    request: () => ({ method: 'POST', path: `/api/notifications/${v4()}/read` }),
  },
  {
    route: 'POST /api/sessions/{id}/invitations',
    request: ({ sessionId }) => ({ method: 'POST', path: `/api/sessions/${sessionId}/invitations`, body: {} }),
  },
  {
    route: 'GET /api/sessions/{id}/invitations',
    request: ({ sessionId }) => ({ method: 'GET', path: `/api/sessions/${sessionId}/invitations` }),
  },
  {
    route: 'DELETE /api/sessions/{id}/invitations',
    request: ({ sessionId }) => ({ method: 'DELETE', path: `/api/sessions/${sessionId}/invitations` }),
  },
]
