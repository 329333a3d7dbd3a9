import { randomBytes } from 'node:crypto'
import type { z } from 'zod'
import { invitationAnswerSchema, invitationPaths, invitedTokenSchema } from '../../../src/shared/protocol/invitation.ts'

/** The token of whoever opens a new link for a patient of a session; `token` is of a clinician of it. */
export async function invitedToken(
  url: string,
  { sessionId, userId, token }: { readonly sessionId: string; readonly userId: string; readonly token: string },
): Promise<string> {
  const invited = await post(`${url}/api/sessions/${sessionId}/invitations`, { userId }, invitationAnswerSchema, token)
  const invitation = new URL(invited.url).hash.slice(1)
  const key = randomBytes(32).toString('base64url')
  return (await post(url + invitationPaths.exchange, { invitation, key }, invitedTokenSchema)).token
}

async function post<T>(url: string, body: object, answer: z.ZodType<T>, token?: string): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  return answer.parse(await response.json())
}
