import type { Entry, EntryBody, StateChange } from '../../../../shared/model/entry.ts'
import type { EntryId } from '../../../../shared/model/ids.ts'

/** One line for what happened in the session without a message: a single entry, or neighbours that say little each. */
export interface SystemRow {
  readonly kind: 'system'
  /**
   * Id of the newest of its entries. What grows above it when earlier entries are loaded is the same line then; what comes after it
   * makes it another line of the same height, below which there is nothing yet.
   */
  readonly key: EntryId
  /** Oldest first. */
  readonly entries: readonly [Entry, ...Entry[]]
  /** Entries without a row of their own that follow one of these: in view when this is. */
  readonly alsoSeqs: readonly number[]
}

/** Changes of whether and with whom one may write, and those that take them back: never one of "3 more". */
const standsAlone: readonly StateChange[] = [
  'expired',
  'closed',
  'reopened',
  'transferred',
  'escalated',
  'disputed',
  'disputeResolved',
]

/** Makes one row of system entries that stand next to each other; a day or a message between them keeps them apart. */
export function foldSystemRuns<R extends { readonly kind: string }>(
  rows: readonly (R | SystemRow)[],
): (R | SystemRow)[] {
  const folded: (R | SystemRow)[] = []
  for (const row of rows) {
    const above = folded.at(-1)
    if (above && isSystem(above) && isSystem(row) && mayFold(above) && mayFold(row)) {
      folded[folded.length - 1] = {
        ...row,
        entries: [...above.entries, ...row.entries],
        alsoSeqs: [...above.alsoSeqs, ...row.alsoSeqs],
      }
    } else folded.push(row)
  }
  return folded
}

const isSystem = <R extends { readonly kind: string }>(row: R | SystemRow): row is SystemRow => row.kind === 'system'
const mayFold = ({ entries }: SystemRow) => entries.every(({ body }) => !changesWriting(body))
const changesWriting = (body: EntryBody) => body.kind === 'state' && standsAlone.includes(body.change)
