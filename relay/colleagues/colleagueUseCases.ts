import type { Colleague } from '../../src/shared/model/colleague.ts'
import type { ColleaguesFind } from '../../src/shared/protocol/people/colleagues.ts'
import type { Principal } from '../sessions/access/principal.ts'

/** A page of colleagues; `looked`: among how many they were found. */
export interface FoundColleagues {
  readonly items: Colleague[]
  readonly page?: string
  readonly looked: number
}

/** Use cases of who else is at the clinic. */
export interface ColleagueUseCases {
  /** Finds the other clinicians and support, as `ColleaguesFind` says; for staff. Refuses patients with `forbidden`. */
  readonly findColleagues: (principal: Principal, request: ColleaguesFind) => Promise<FoundColleagues>
}
