import { sql } from 'kysely'
import type { TakeTurn } from '../database/takeTurn.ts'
import type { Database, DatabaseTransaction, Tables } from '../tables.ts'
import type { Changes } from './changes.ts'

/** Epochs that are kept: tokens of older ones are of no use any more. */
const keptEpochs = 256

/**
 * A number that is greater by so much than the newest is of another server. Smaller differences pass by themselves, and may be of transactions that are done
 * meanwhile.
 */
const surelyElsewhere = 1_000_000

export interface Moments {
  /** Returns a token of this moment; undefined: none can be given now, because the database takes no writes. */
  readonly now: () => Promise<string | undefined>
  /** Returns the number of which and from which on changes may have come since the token was given; undefined: it is of another past. */
  readonly since: (token: string) => Promise<number | undefined>
}

type Epoch = Tables['epochs'] & { readonly here: string; readonly reached: number }

/**
 * Creates what gives tokens: an epoch, and the number that changes had reached. An epoch begins with each start of a node. What was written in it is the past of this
 * database as far as the number at which the next one began: after a backup was restored, that is as far as the backup went.
 */
export function createMoments(db: Database, changes: Changes, takeTurn: TakeTurn): Moments {
  let isBegun = false

  async function currentEpochs(): Promise<readonly [...Epoch[], Epoch]> {
    for (;;) {
      const epochs = await readEpochs(db, changes)
      const newest = epochs.pop()
      if (isBegun && newest && newest.place === newest.here) return [...epochs, newest]
      await db.transaction().execute((transaction) => beginEpoch(transaction, changes, takeTurn))
      isBegun = true
    }
  }

  return {
    now: async () => {
      try {
        await currentEpochs()
        await changes.raise?.()
        const newest = (await currentEpochs()).at(-1)
        return newest && `${newest.id}.${newest.reached}`
      } catch {
        // A full disk, or another program that holds the file: who only reads is not to wait for it, and asks from an earlier moment next time.
        return undefined
      }
    },
    since: async (token) => {
      const [, id, digits] = /^([0-9a-f]{32})\.(\d{1,15})$/.exec(token) ?? []
      if (id === undefined) return undefined
      const number = Number(digits)
      const epochs = await currentEpochs().catch(() => [])
      const index = epochs.findIndex((epoch) => epoch.id === id)
      const epoch = epochs[index]
      const limit = epochs[index + 1]?.began_at ?? epoch?.reached
      return epoch && limit !== undefined && number <= limit ? number : undefined
    },
  }
}

async function readEpochs(db: Database, { place, reached }: Changes): Promise<Epoch[]> {
  return await db
    .selectFrom('epochs')
    .selectAll()
    .select([place.as('here'), reached.as('reached')])
    .orderBy('ordinal')
    .execute()
}

async function beginEpoch(transaction: DatabaseTransaction, changes: Changes, takeTurn: TakeTurn): Promise<void> {
  await takeTurn(transaction, 'epochs')
  const newest = (await readEpochs(transaction, changes)).at(-1)
  if (!newest || newest.place !== newest.here) {
    await transaction.deleteFrom('epochs').execute()
    await forgetNumbersOfElsewhere(transaction, changes)
  }
  const ordinal = (newest?.ordinal ?? 0) + 1
  await transaction
    .insertInto('epochs')
    .values({ id: changes.newId, ordinal, began_at: changes.began, place: changes.place })
    .execute()
  await transaction
    .deleteFrom('epochs')
    .where('ordinal', '<=', ordinal - keptEpochs)
    .execute()
}

/** Numbers of another server may be ahead: what they stand beside would count as changed until the numbers of this one come as far. */
async function forgetNumbersOfElsewhere(transaction: DatabaseTransaction, { reached }: Changes): Promise<void> {
  for (const table of ['sessions', 'threads', 'watermarks'] as const)
    await transaction
      .updateTable(table)
      .set({ changed_in: 0 })
      .where('changed_in', '>', sql<number>`${reached} + ${sql.lit(surelyElsewhere)}`)
      .execute()
}
