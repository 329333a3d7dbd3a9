import type { Colleague } from '../../src/shared/model/colleague.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { PresenceStatus } from '../../src/shared/model/presence.ts'
import { isStaff } from '../../src/shared/model/role.ts'
import { foldText, rankMatch } from '../../src/shared/model/text/foldedText.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { PresenceRegistry } from '../presence/presenceRegistry.ts'
import type { StaffMember } from '../store/accounts/userStore.ts'
import type { Store } from '../store/store.ts'
import type { ColleagueUseCases } from './colleagueUseCases.ts'

export interface ColleaguesParts {
  readonly store: Pick<Store, 'users' | 'sessions'>
  /** Presence over all nodes. */
  readonly presenceOf: PresenceRegistry['of']
  readonly clock: Pick<Clock, 'now'>
}

/** Who can take something on at once comes before who can not. */
const order: Readonly<Record<PresenceStatus, number>> = { online: 0, busy: 1, in_call: 1, away: 2, offline: 3 }

/** Creates the list of who else is at the clinic: accounts of the store, with who is there and how many sessions each has. */
export function createColleagues({ store, presenceOf, clock }: ColleaguesParts): ColleagueUseCases {
  return {
    findColleagues: async ({ role, userId }, { text, role: wanted, page }) => {
      if (!isStaff(role)) throw new FailureError('forbidden', 'Only staff see who else is at the clinic.')
      const all = await store.users.listStaff()
      const others = all.filter((one) => one.userId !== userId && (wanted === undefined || one.role === wanted))
      const found = inOrder(others, text, (id) => order[presenceOf(id).status])
      const from = Number(page ?? 0)
      const shown = found.slice(from, from + limits.colleaguesPerPage)
      const counts = await store.sessions.countOpenOf(
        shown.map((one) => one.userId),
        clock.now(),
      )
      const next = from + shown.length
      return {
        items: shown.map((one) => withState(one, presenceOf(one.userId), counts.get(one.userId) ?? 0)),
        ...(next < found.length ? { page: `${next}` } : {}),
        looked: all.length,
      }
    },
  }
}

/** Returns those who answer the text, whose words begin with it before the others, then by who is there, then by name. */
function inOrder(staff: readonly StaffMember[], text: string, rankOf: (id: UserId) => number): readonly StaffMember[] {
  return staff
    .map((one) => {
      const name = foldText(one.name)
      return { one, name, match: rankMatch([name, foldText(one.userId)], text), there: rankOf(one.userId) }
    })
    .filter(({ match }) => match > 0)
    .sort(
      (a, b) =>
        b.match - a.match || a.there - b.there || compare(a.name, b.name) || compare(a.one.userId, b.one.userId),
    )
    .map(({ one }) => one)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function withState(
  { userId, name, role }: StaffMember,
  { status, lastSeenAt }: ReturnType<PresenceRegistry['of']>,
  sessions: number,
): Colleague {
  return {
    ...{ userId, name, role, status, sessions },
    ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
  }
}
