import type { RawBuilder } from 'kysely'

/**
 * The numbers of changes. Every transaction writes one beside what it changes, so that it can be said later what has changed since.
 */
export interface Changes {
  /** In a statement that changes something: the number to write beside it. */
  readonly number: RawBuilder<number>
  /** The number that is reached: changes of smaller numbers can be read by whoever reads after it; later ones have it or a greater one. */
  readonly reached: RawBuilder<number>
  /** Needed where `reached` does not rise by itself: sees to it that what has changed by now has a smaller number. */
  readonly raise?: () => Promise<void>
  /** In the transaction that begins an epoch: the greatest number that a token of the epoch before can have. */
  readonly began: RawBuilder<number>
  /** A text that is another one after this database was restored from a copy, where that can be told. */
  readonly place: RawBuilder<string>
  readonly newId: RawBuilder<string>
}
