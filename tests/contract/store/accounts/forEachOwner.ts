import { beforeEach } from 'vitest'
import type { ContractStore } from '../openForEachTest.ts'
import { user } from '../storeRecords.ts'

/** Account whose refresh tokens a contract is about. */
export const owner = user()
/** The instant of every exchange, a second before the tokens expire. */
export const nowMs = Date.UTC(2026, 0, 5, 9)

/** Stores for each test around it the owner with one token, `a` of `family`, and returns how to insert and exchange others. */
export function forEachOwner({ store }: Pick<ContractStore, 'store'>) {
  const insert = (hash: string, familyId: string) =>
    store().refreshTokens.insert({ hash, familyId, userId: owner.id, expiresAtMs: nowMs + 1000 })
  const rotate = async (from: string, to: string) =>
    (await store().refreshTokens.rotate(from, { hash: to, expiresAtMs: nowMs + 1000 }, nowMs)).outcome
  beforeEach(async () => {
    await store().users.put(owner, 0)
    await insert('a', 'family')
  })
  return { insert, rotate }
}
