import type { ColleagueUseCases } from '../../colleagues/colleagueUseCases.ts'
import type { Work } from '../createWork.ts'
import { workCosts as costs } from '../workCosts.ts'

/** Returns the use cases of who else is at the clinic, held to what they cost. */
export function limitColleagues({ findColleagues }: ColleagueUseCases, work: Work): ColleagueUseCases {
  return {
    findColleagues: (principal, request) =>
      work(
        principal,
        costs.page,
        () => findColleagues(principal, request),
        ({ looked }) => looked * costs.colleagueLookedAt,
      ),
  }
}
