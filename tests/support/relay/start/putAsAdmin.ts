import type { z } from 'zod'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import type { Role } from '../../../../src/shared/model/role.ts'
import { type Clock, systemClock } from '../../../../src/shared/model/timing/clock.ts'
import { type SessionPut, sessionPutSchema } from '../../../../src/shared/protocol/rest.ts'
import { tokenFor } from './testTokens.ts'

/** Administrator who prepares the tests' users and sessions. */
export const testAdmin = { userId: userIdSchema.parse('test-admin'), role: 'admin', name: 'Test Admin' } as const

/** A session's participants as `{ 'user-id': 'role' }`, or a whole body. */
export type SessionToPut = Record<string, Role> | z.input<typeof sessionPutSchema>

/** Returns the whole body; of participants alone, that of a chat. */
export function sessionPutOf(put: SessionToPut): SessionPut {
  if ('participants' in put) return sessionPutSchema.parse(put)
  const participants = Object.entries(put).map(([userId, role]) => ({ userId, role }))
  return sessionPutSchema.parse({ kind: 'chat', participants })
}

/** Sends it to the relay's REST interface. Throws what the relay sent back when it refused. */
export async function putAsAdmin(url: string, path: string, body: object, clock: Clock = systemClock): Promise<void> {
  const token = await tokenFor(testAdmin.userId, 'admin', { name: testAdmin.name, clock })
  const response = await fetch(new URL(path, url), {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`PUT ${path} was refused with ${response.status}: ${await response.text()}`)
}

/** Path of the REST resource of an account. */
export const userPath = (id: string): string => `/api/users/${encodeURIComponent(id)}`

/** Path of the REST resource of a session. */
export const sessionPath = (id: string): string => `/api/sessions/${encodeURIComponent(id)}`
