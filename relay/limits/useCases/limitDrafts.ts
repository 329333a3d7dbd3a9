import type { DraftUseCases } from '../../drafts/draftUseCases.ts'
import type { Work } from '../createWork.ts'
import { workCosts as costs } from '../workCosts.ts'

/** Returns the use cases of drafts, held to what they cost: keeping one is a commit, for which the messages of others would wait. */
export function limitDrafts(drafts: DraftUseCases, work: Work): DraftUseCases {
  return {
    saveDraft: (principal, save) => work(principal, costs.upload, () => drafts.saveDraft(principal, save)),
    listDrafts: (principal, after) =>
      work(
        principal,
        costs.clinicLookedAt,
        () => drafts.listDrafts(principal, after),
        (page) => page.drafts.length * costs.page,
      ),
  }
}
