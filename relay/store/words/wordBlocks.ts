import type { Entry } from '../../../src/shared/model/entry.ts'
import { amendmentsByTarget, isAmendment, viewMessage, withheldOf } from '../../../src/shared/model/messageView.ts'
import { tokensOf, wordsOf } from '../../../src/shared/model/text/searchedWords.ts'
import { findStandingAmendments } from '../log/amendmentQueries.ts'
import { readEntries } from '../log/entryQueries.ts'
import type { ThreadKey } from '../log/ranges.ts'
import type { DatabaseTransaction } from '../tables.ts'
import type { WordIndex } from './wordIndex.ts'

/** Entries of one block. Whoever looks for words reads all of a block that has them; an index of single messages would be many times larger. */
export const entriesOfBlock = 64
/** Text of one block, in UTF-16 units, unless one message alone is longer: what PostgreSQL takes of one row is limited. */
const textOfBlock = 64 * 1024

interface Block {
  readonly id: number
  readonly from_seq: number
  readonly up_to_seq: number
}

/** Takes the next entries of a thread into its blocks. Returns how many these were (0: all are in), and how many were read for it. */
export async function indexNextEntries(
  transaction: DatabaseTransaction,
  index: WordIndex,
  key: ThreadKey,
): Promise<{ readonly taken: number; readonly read: number }> {
  const upTo = await findPosition(transaction, key)
  const last = await findBlockAt(transaction, key, upTo)
  const isOpen = last !== undefined && last.up_to_seq - last.from_seq + 1 < entriesOfBlock
  const from = isOpen ? last.from_seq : upTo + 1
  const read = await readEntries(transaction, { ...key, limit: entriesOfBlock, from: { after: from - 1 } })
  const texts = await readTexts(transaction, key, read)
  const fitting = fittingEntries(read, texts, upTo)
  const newest = fitting.at(-1)
  if (!newest || newest.seq <= upTo) {
    if (!isOpen || read.every(({ seq }) => seq <= upTo)) return { taken: 0, read: read.length }
    // Its text is as long as it may be: what follows begins a block.
    const rest = await readEntries(transaction, { ...key, limit: entriesOfBlock, from: { after: upTo } })
    const textsOfRest = await readTexts(transaction, key, rest)
    const next = { key, upTo, entries: fittingEntries(rest, textsOfRest, upTo) }
    return { taken: await write(transaction, index, next, textsOfRest), read: read.length + rest.length }
  }
  const next = { key, upTo, entries: fitting, block: isOpen ? last : undefined }
  return { taken: await write(transaction, index, next, texts), read: read.length }
}

/**
 * Puts the words that its messages have now into each block that has one of these entries in it. One whose messages were edited to longer ones may
 * become several.
 */
export async function refreshBlocks(
  transaction: DatabaseTransaction,
  index: WordIndex,
  key: ThreadKey,
  seqs: readonly number[],
): Promise<void> {
  const refreshed = new Set<number>()
  for (const seq of seqs) {
    const block = await findBlockAt(transaction, key, seq)
    if (!block || refreshed.has(block.id)) continue
    const limit = block.up_to_seq - block.from_seq + 1
    const entries = await readEntries(transaction, { ...key, limit, from: { after: block.from_seq - 1 } })
    const texts = await readTexts(transaction, key, entries)
    for (let rest: readonly Entry[] = entries; rest.length > 0; ) {
      const some = fittingEntries(rest, texts, 0)
      const part = rest === entries ? block : undefined
      refreshed.add(await putEntries(transaction, index, { key, entries: some, block: part }, texts))
      rest = rest.slice(some.length)
    }
  }
}

async function write(
  transaction: DatabaseTransaction,
  index: WordIndex,
  next: {
    readonly key: ThreadKey
    readonly upTo: number
    readonly entries: readonly Entry[]
    /** The one that is extended. */
    readonly block?: Block | undefined
  },
  texts: ReadonlyMap<number, string>,
): Promise<number> {
  const { key, upTo, entries, block } = next
  const [first, last] = [entries.at(0), entries.at(-1)]
  if (!first || !last) return 0
  await putEntries(transaction, index, { key, entries, block }, texts)
  // What these entries say of messages of earlier blocks: those are found by other words now.
  const targets = entries.flatMap(({ seq, body }) =>
    seq > upTo && isAmendment(body) && body.kind !== 'reaction' && body.targetSeq < first.seq ? [body.targetSeq] : [],
  )
  await refreshBlocks(transaction, index, key, targets)
  await transaction
    .insertInto('indexed_threads')
    .values({ session_id: key.sessionId, thread: key.thread, up_to_seq: last.seq })
    .onConflict((conflict) => conflict.columns(['session_id', 'thread']).doUpdateSet({ up_to_seq: last.seq }))
    .execute()
  return last.seq - upTo
}

/** Makes these entries, at least one, a block with the words of their texts. Returns its id. */
async function putEntries(
  transaction: DatabaseTransaction,
  index: WordIndex,
  {
    key,
    entries,
    block,
  }: { readonly key: ThreadKey; readonly entries: readonly Entry[]; readonly block: Block | undefined },
  texts: ReadonlyMap<number, string>,
): Promise<number> {
  const seqs = entries.map(({ seq }) => seq)
  const range = { from_seq: Math.min(...seqs), up_to_seq: Math.max(...seqs) }
  const id = await putBlock(transaction, key, { block, ...range })
  const said = seqs.flatMap((seq) => texts.get(seq) ?? [])
  await index.put(transaction, id, tokensOf(said.flatMap(wordsOf)))
  return id
}

async function putBlock(
  transaction: DatabaseTransaction,
  { sessionId, thread }: ThreadKey,
  { block, ...range }: { readonly block: Block | undefined; readonly from_seq: number; readonly up_to_seq: number },
): Promise<number> {
  if (block) {
    await transaction.updateTable('word_blocks').set(range).where('id', '=', block.id).execute()
    return block.id
  }
  const { id } = await transaction
    .insertInto('word_blocks')
    .values({ session_id: sessionId, thread, ...range })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function findPosition(transaction: DatabaseTransaction, { sessionId, thread }: ThreadKey): Promise<number> {
  const row = await transaction
    .selectFrom('indexed_threads')
    .select('up_to_seq')
    .where('session_id', '=', sessionId)
    .where('thread', '=', thread)
    .executeTakeFirst()
  return row?.up_to_seq ?? 0
}

async function findBlockAt(
  transaction: DatabaseTransaction,
  { sessionId, thread }: ThreadKey,
  seq: number,
): Promise<Block | undefined> {
  const block = await transaction
    .selectFrom('word_blocks')
    .select(['id', 'from_seq', 'up_to_seq'])
    .where('session_id', '=', sessionId)
    .where('thread', '=', thread)
    .where('from_seq', '<=', seq)
    .orderBy('from_seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return block && block.up_to_seq >= seq ? block : undefined
}

/** Returns what may be read of the messages among these entries as they are now, by `seq`. */
async function readTexts(
  transaction: DatabaseTransaction,
  key: ThreadKey,
  entries: readonly Entry[],
): Promise<ReadonlyMap<number, string>> {
  const targets = entries.filter(({ body }) => body.kind === 'message').map(({ seq }) => seq)
  const amendments = amendmentsByTarget(await findStandingAmendments(transaction, { ...key, targets }))
  const texts = new Map<number, string>()
  for (const { senderId, seq, body } of entries) {
    if (body.kind !== 'message') continue
    const view = viewMessage({ senderId, seq, body }, amendments.get(seq) ?? [])
    if (withheldOf(view) === null) texts.set(seq, view.text)
  }
  return texts
}

/** Returns the first of these entries whose texts make up a block, at least one beyond `upTo` if the block is new. */
function fittingEntries(entries: readonly Entry[], texts: ReadonlyMap<number, string>, upTo: number): readonly Entry[] {
  let length = 0
  const end = entries.findIndex(({ seq }, at) => {
    length += texts.get(seq)?.length ?? 0
    return seq > upTo && at > 0 && length > textOfBlock
  })
  return end === -1 ? entries : entries.slice(0, end)
}
