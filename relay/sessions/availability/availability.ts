import type { UserId } from '../../../src/shared/model/ids.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import { createOfficeHours } from '../../../src/shared/model/timing/officeHours.ts'
import type { Store } from '../../store/store.ts'
import type { CachedSession } from '../cache/cachedSession.ts'

/** For how long the hours of a user are taken as last read: another node may have stored new ones. */
const keptMs = 10_000
/** Above this many users, hours that are no longer fresh are forgotten. */
const keptUsers = 10_000

interface Hours {
  readonly isIn: (atMs: number) => boolean
  readonly readAtMs: number
}

export interface Availability {
  /** The first clinician of the session who is in hours now. Clinicians without a schedule, or without an account, always are. */
  readonly clinicianInHours: (session: CachedSession) => Promise<UserId | undefined>
  /** Returns whether a patient may write as far as hours go: a clinician is in hours, or the session has none. */
  readonly isInHours: (session: CachedSession) => Promise<boolean>
  /** The account was put on this node: its hours are read again. */
  readonly forget: (userId: UserId) => void
}

/** Knows which clinicians are in hours, by their schedules and time zones. */
export function createAvailability(store: Pick<Store, 'users'>, clock: Pick<Clock, 'now' | 'steady'>): Availability {
  const hoursOf = new Map<UserId, Hours>()
  const loads = new Map<string, Promise<void>>()

  function fresh(userId: UserId): Hours | undefined {
    const hours = hoursOf.get(userId)
    return hours && clock.steady() - hours.readAtMs < keptMs ? hours : undefined
  }

  async function load(userIds: readonly UserId[]): Promise<void> {
    const readAtMs = clock.steady()
    if (hoursOf.size > keptUsers)
      for (const [userId, hours] of hoursOf) if (readAtMs - hours.readAtMs >= keptMs) hoursOf.delete(userId)
    const users = new Map((await store.users.findMany(userIds)).map((user) => [user.id, user]))
    for (const userId of userIds) {
      const user = users.get(userId)
      hoursOf.set(userId, { isIn: createOfficeHours(user?.timeZone ?? null, user?.schedule ?? []), readAtMs })
    }
  }

  /**
   * Loads the hours of these users. Whoever asks while it is under way waits with those before them: requests keep their order.
   */
  function loadOnce(userIds: readonly UserId[]): Promise<void> {
    const key = userIds.join(' ')
    const started = loads.get(key) ?? load(userIds).finally(() => loads.delete(key))
    loads.set(key, started)
    return started
  }

  function cliniciansOf(session: CachedSession): UserId[] {
    return session.record().participants.flatMap(({ userId, role }) => (role === 'clinician' ? [userId] : []))
  }

  async function clinicianInHours(session: CachedSession): Promise<UserId | undefined> {
    const clinicians = cliniciansOf(session)
    const unknown = clinicians.filter((userId) => !fresh(userId))
    if (unknown.length > 0) await loadOnce(unknown)
    return clinicians.find((userId) => hoursOf.get(userId)?.isIn(clock.now()))
  }

  return {
    clinicianInHours,
    isInHours: async (session) => cliniciansOf(session).length === 0 || (await clinicianInHours(session)) !== undefined,
    forget: (userId) => void hoursOf.delete(userId),
  }
}
