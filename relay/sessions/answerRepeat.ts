import type { Entry } from '../../src/shared/model/entry.ts'
import { FailureError, retryPolicyOf } from '../../src/shared/model/failure.ts'
import type { EntryId } from '../../src/shared/model/ids.ts'
import type { Store } from '../store/store.ts'
import type { Principal } from './access/principal.ts'

/** Request that someone may make again under the same id. */
export interface RepeatableRequest {
  readonly principal: Pick<Principal, 'userId'>
  readonly id: EntryId
  /** Returns whether an entry that the principal stored under this id before is what this request asks for. */
  readonly isSameEntry: (earlier: Entry) => boolean
}

/**
 * Carries out a request. When it is refused for good but was stored before, returns the entry of then as `earlier`: the first attempt
 * may have been stored before the rules came to refuse it, and its author is still owed the answer.
 */
export async function answerRepeat<Answer>(
  log: Pick<Store['log'], 'find'>,
  { principal, id, isSameEntry }: RepeatableRequest,
  attempt: () => Promise<Answer>,
): Promise<Answer | { readonly earlier: Entry }> {
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof FailureError) || retryPolicyOf[error.failure.kind] !== 'never') throw error
    const earlier = await log.find(principal.userId, id)
    if (!earlier || !isSameEntry(earlier)) throw error
    return { earlier }
  }
}
