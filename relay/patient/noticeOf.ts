import type { Entry } from '../../src/shared/model/entry.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import { strings } from './strings.ts'

/** What is said of the session itself, but that one has come oneself; undefined for what is not for the patient's eyes, or not of it. */
export function noticeOf({ body }: Entry, ownId: UserId): string | undefined {
  const { notices } = strings
  if (body.kind === 'membership' && body.userId === ownId) return undefined
  if (body.kind === 'membership') return notices[body.change](body.name)
  if (body.kind !== 'state') return undefined
  switch (body.change) {
    case 'closed':
    case 'reopened':
    case 'expired':
    case 'disputed':
    case 'disputeResolved':
      return notices[body.change]
    case 'extended':
      return body.until === undefined ? notices.extended : notices.extendedUntil(body.until)
    case 'transferred':
      return body.to && notices.transferred(body.to.name)
    default:
      return undefined
  }
}
