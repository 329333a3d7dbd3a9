import type { DatabaseTransaction } from '../tables.ts'

/** Serialises transactions that name the same thing, on whatever node; the turn ends with the transaction. */
export type TakeTurn = (transaction: DatabaseTransaction, of: string) => Promise<void>
