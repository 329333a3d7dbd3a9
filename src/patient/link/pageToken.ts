import { FailureError, type FailureKind } from '../../shared/model/failure.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import { refusalSchema } from '../../shared/protocol/acknowledgement.ts'
import { type InvitedToken, invitationPaths, invitedTokenSchema } from '../../shared/protocol/invitation.ts'
import type { OpenInvitation, OwnInvitation } from '../store/keptRows.ts'

/** The token by which the page is known to the relay. It is never stored: the invitation's key gives the next one. */
export interface PageToken {
  /** One that is good for a while yet; `hasUnsent`: the page has something to send. Rejects with a `FailureError` (`offline` when the relay cannot be reached), or as `exchanged` does. */
  readonly get: (hasUnsent?: boolean) => Promise<string>
  /** A new one, whatever the last one is good for. */
  readonly renew: (hasUnsent?: boolean) => Promise<string>
}

/** Less than this before its end a token is not used any more. */
const spareMs = 60_000

/** `exchanged` is called once the invitation has become this page's own, and is awaited. */
export function createPageToken(parts: {
  readonly base: URL
  readonly invitation: OpenInvitation
  readonly exchanged: (own: OwnInvitation) => Promise<void>
  readonly clock: Pick<Clock, 'now' | 'steady'>
}): PageToken {
  const { base, clock } = parts
  let { invitation } = parts
  /** `goodUntilMs` is by the clock's `steady`, which nobody sets. */
  let last: { readonly token: string; readonly goodUntilMs: number } | undefined
  let asking: Promise<string> | undefined

  async function ask(hasUnsent: boolean): Promise<string> {
    const { key, invitationId } = invitation
    const next =
      invitation.state === 'new'
        ? await post(base, invitationPaths.exchange, { invitation: invitation.invitation, key })
        : await post(base, invitationPaths.renew, { invitationId, key, ...(hasUnsent ? { hasUnsent } : {}) })
    if (invitation.state === 'new') {
      const { sessionId, user } = next
      const own = { state: 'ours', invitationId, key, sessionId, userId: user.id, wrongAnswers: 0 } as const
      // Where the browser cannot keep it, it is exchanged again: the same key gets the same answer.
      await parts.exchanged(own)
      invitation = own
    }
    last = {
      token: next.token,
      goodUntilMs: clock.steady() + next.expiresAt - (next.now ?? clock.now()) - spareMs,
    }
    return next.token
  }
  function renew(hasUnsent = false): Promise<string> {
    asking ??= ask(hasUnsent).finally(() => {
      asking = undefined
    })
    return asking
  }

  return {
    get: (hasUnsent) => (last && clock.steady() < last.goodUntilMs ? Promise.resolve(last.token) : renew(hasUnsent)),
    renew,
  }
}

async function post(base: URL, path: string, body: object): Promise<InvitedToken> {
  let answer: Response
  let json: unknown
  try {
    answer = await fetch(new URL(path.slice(1), base), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    json = await answer.json()
  } catch {
    throw new FailureError('offline', 'The relay cannot be reached.')
  }
  const token = invitedTokenSchema.safeParse(json)
  if (answer.ok && token.success) return token.data
  const refusal = refusalSchema.safeParse(json)
  const kind: FailureKind = refusal.success ? refusal.data.code : 'unavailable'
  throw new FailureError(kind, refusal.success ? refusal.data.error : 'The relay gave an answer that is not valid.')
}
