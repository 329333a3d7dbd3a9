import type { UserId } from '../../../src/shared/model/ids.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import type { Database } from '../tables.ts'

/** Failed sign-ins under one key, the last of them at an instant. */
export interface LoginFailures {
  readonly count: number
  readonly lastAtMs: number
}

/** Failed sign-ins, and from where people have signed in. Every name, address and device is a hash here. */
export interface SignInStore {
  /** Returns the failures counted under those of these keys that exist. */
  readonly failures: (keys: readonly string[]) => Promise<ReadonlyMap<string, LoginFailures>>
  /**
   * Changes the failures of these keys (none for a key that does not exist), in one transaction: no other attempt, on whatever node,
   * comes between. `decide` returns what to store, of all keys or of none. When the connection to the database breaks in the middle,
   * a failure may be counted twice, never left out.
   */
  readonly change: <Answer>(
    keys: readonly string[],
    decide: (current: ReadonlyMap<string, LoginFailures>) => {
      readonly next: ReadonlyMap<string, LoginFailures>
      readonly answer: Answer
    },
  ) => Promise<Answer>
  /** Removes failures of which the last was before an instant. */
  readonly forget: (beforeMs: number) => Promise<void>
  /** Returns those of these places from which the user has signed in since an instant. */
  readonly knownPlaces: (userId: string, places: readonly string[], sinceMs: number) => Promise<string[]>
  /** Notes that the user has signed in from these places; of all of them the last `most` are kept. */
  readonly remember: (userId: UserId, places: readonly string[], atMs: number, most: number) => Promise<void>
}

const toFailures = (rows: readonly { key: string; count: number; last_at_ms: number }[]) =>
  new Map(rows.map((row) => [row.key, { count: row.count, lastAtMs: row.last_at_ms }]))

export function createSignInStore(db: Database, queryRunner: QueryRunner): SignInStore {
  return {
    failures: (keys) =>
      queryRunner(async () =>
        toFailures(await db.selectFrom('login_failures').selectAll().where('key', 'in', keys).execute()),
      ),
    change: (keys, decide) =>
      queryRunner(() =>
        db.transaction().execute(async (transaction) => {
          // Writing first takes the rows' locks, in a fixed order, so that two attempts cannot wait for each other.
          const rows = await transaction
            .insertInto('login_failures')
            .values([...keys].sort().map((key) => ({ key, count: 0, last_at_ms: 0 })))
            .onConflict((conflict) =>
              conflict.column('key').doUpdateSet((update) => ({ count: update.ref('login_failures.count') })),
            )
            .returningAll()
            .execute()
          const { next, answer } = decide(toFailures(rows))
          for (const [key, { count, lastAtMs }] of next)
            await transaction
              .updateTable('login_failures')
              .set({ count, last_at_ms: lastAtMs })
              .where('key', '=', key)
              .execute()
          return answer
        }),
      ),
    forget: (beforeMs) =>
      queryRunner(async () => {
        await db.deleteFrom('login_failures').where('last_at_ms', '<', beforeMs).execute()
      }),
    knownPlaces: (userId, places, sinceMs) =>
      queryRunner(async () => {
        const rows = await db
          .selectFrom('known_places')
          .select('place')
          .where('user_id', '=', userId)
          .where('place', 'in', places)
          .where('seen_at_ms', '>=', sinceMs)
          .execute()
        return rows.map(({ place }) => place)
      }),
    remember: (userId, places, atMs, most) =>
      queryRunner(async () => {
        await db
          .insertInto('known_places')
          .values(places.map((place) => ({ user_id: userId, place, seen_at_ms: atMs })))
          .onConflict((conflict) => conflict.columns(['user_id', 'place']).doUpdateSet({ seen_at_ms: atMs }))
          .execute()
        await db
          .deleteFrom('known_places')
          .where('user_id', '=', userId)
          .where('place', 'not in', (kept) =>
            kept
              .selectFrom('known_places')
              .select('place')
              .where('user_id', '=', userId)
              .orderBy('seen_at_ms', 'desc')
              .limit(most),
          )
          .execute()
      }),
  }
}
