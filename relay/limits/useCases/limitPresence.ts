import type { PresenceUseCases } from '../../presence/presenceUseCases.ts'
import type { Work } from '../createWork.ts'
import { workCosts as costs } from '../workCosts.ts'

/** Returns the use cases with looking up the presence of others held to what it costs. */
export function limitPresence(presence: PresenceUseCases, work: Work): PresenceUseCases {
  return {
    ...presence,
    of: (principal, userIds) =>
      work(principal, costs.page + userIds.length * costs.watched, () => presence.of(principal, userIds)),
    watch: (principal, connectionId, userIds, forMs) =>
      work(principal, costs.page + userIds.length * costs.watched, () =>
        presence.watch(principal, connectionId, userIds, forMs),
      ),
  }
}
