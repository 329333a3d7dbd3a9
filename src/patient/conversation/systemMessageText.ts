import type { Entry } from '../../shared/model/entry.ts'
import type { UserId } from '../../shared/model/ids.ts'
import { strings } from '../strings.ts'

/**
 * Returns the text of a membership or state entry as the patient sees it; undefined for their own joining and for entries that
 * are not shown.
 */
export function systemMessageText({ body }: Entry, ownId: UserId): string | undefined {
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
