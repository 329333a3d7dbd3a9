import { type FoundMessage, mostFoundMessages } from '../../../src/shared/model/digest/sessionFind.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { amendmentsByTarget, viewMessage, withheldOf } from '../../../src/shared/model/messageView.ts'
import { excerptAround } from '../../../src/shared/model/text/foundParts.ts'
import { hasWord, wordsOf } from '../../../src/shared/model/text/searchedWords.ts'
import type { ThreadKey } from '../../store/log/ranges.ts'
import type { Store } from '../../store/store.ts'
import type { ThreadState, WordBlock } from '../../store/words/wordStore.ts'
import type { Pause } from '../sync/pause.ts'
import type { SearchBudget } from './searchBudget.ts'

/** Entries that are read at once, and text that is parted into words at once, in UTF-16 units; what others send is taken in before more. */
const readAtOnce = 64
const textAtOnce = 32 * 1024
/** Text that costs as much of the budget as an entry. */
const textOfEntry = 1024

/** Messages of a thread, the newest first. Entries before `before` were not read; undefined: all were. */
export interface ThreadSearch {
  readonly messages: readonly FoundMessage[]
  readonly before: number | undefined
}

export interface SearchParts {
  readonly log: Store['log']
  readonly budget: SearchBudget
  readonly pause: Pause
}

/**
 * Looks for messages that have all words: in what the index does not have yet, then in these blocks of it; or in all of the thread,
 * where `blocks` are undefined. It begins before a `seq`, and ends with the budget.
 */
export async function searchThread(
  parts: SearchParts,
  state: ThreadState,
  blocks: readonly WordBlock[] | undefined,
  asked: { readonly words: readonly string[]; readonly before: number },
): Promise<ThreadSearch> {
  const { log, budget, pause } = parts
  const unindexedFrom = blocks ? state.indexedUpTo + 1 : 1
  const found = new Map<number, FoundMessage>()
  let inOrder = 0
  for (const { fromSeq, upToSeq } of rangesOf(state, unindexedFrom, blocks ?? [])) {
    const upTo = Math.min(upToSeq, asked.before - 1)
    if (upTo < fromSeq) continue
    if (budget.isSpent()) return { messages: newest(found), before: upTo + 1 }
    const entries = await log.read({ ...keyOf(state), limit: upTo - fromSeq + 1, from: { after: fromSeq - 1 } })
    budget.spend(Math.max(1, entries.length))
    const messages = await matching(parts, keyOf(state), entries, asked.words)
    for (const message of messages) found.set(message.seq, message)
    inOrder += messages.length
    // Messages of the index that were edited since: the blocks that they are in need not have their words.
    if (fromSeq >= unindexedFrom)
      for (const message of await matchingEdited(parts, state, entries, { words: asked.words, unindexedFrom }))
        found.set(message.seq, message)
    if (inOrder >= mostFoundMessages) break
    await pause()
  }
  return { messages: newest(found), before: undefined }
}

/** Ranges of a thread that may have what is looked for, the newest first. */
function* rangesOf(
  { head }: ThreadState,
  unindexedFrom: number,
  blocks: readonly WordBlock[],
): Generator<Pick<WordBlock, 'fromSeq' | 'upToSeq'>> {
  for (let upToSeq = head; upToSeq >= unindexedFrom; upToSeq -= readAtOnce)
    yield { fromSeq: Math.max(unindexedFrom, upToSeq - readAtOnce + 1), upToSeq }
  yield* blocks.toSorted((a, b) => b.fromSeq - a.fromSeq)
}

function keyOf({ sessionId, thread }: ThreadState): ThreadKey {
  return { sessionId, thread }
}

function newest(found: ReadonlyMap<number, FoundMessage>): FoundMessage[] {
  return [...found.values()].sort((a, b) => b.seq - a.seq).slice(0, mostFoundMessages)
}

/** Returns the newest of the messages among these entries that have all words in what may be read of them now. */
async function matching(
  { log, budget, pause }: SearchParts,
  key: ThreadKey,
  entries: readonly Entry[],
  words: readonly string[],
): Promise<FoundMessage[]> {
  const targets = entries.filter(({ body }) => body.kind === 'message').map(({ seq }) => seq)
  if (targets.length === 0) return []
  const amendments = amendmentsByTarget(await log.standingAmendments({ ...key, targets }))
  const found: FoundMessage[] = []
  let looked = 0
  for (const { seq, at, senderId, body } of entries.toReversed()) {
    if (body.kind !== 'message') continue
    const view = viewMessage({ senderId, seq, body }, amendments.get(seq) ?? [])
    if (withheldOf(view) !== null) continue
    budget.spend(Math.floor(view.text.length / textOfEntry))
    looked += view.text.length
    if (looked > textAtOnce) {
      looked = 0
      await pause()
    }
    const written = wordsOf(view.text)
    if (!words.every((word) => hasWord(written, word))) continue
    found.push({
      thread: key.thread,
      seq,
      at,
      senderId,
      excerpt: excerptAround(
        view.text,
        words.map((word) => [word]),
      ),
    })
    if (found.length === mostFoundMessages) break
  }
  return found
}

async function matchingEdited(
  parts: SearchParts,
  state: ThreadState,
  entries: readonly Entry[],
  { words, unindexedFrom }: { readonly words: readonly string[]; readonly unindexedFrom: number },
): Promise<FoundMessage[]> {
  const edited = entries.flatMap(({ body }) =>
    body.kind === 'edit' && !body.redacted && body.targetSeq < unindexedFrom ? [body.targetSeq] : [],
  )
  const found: FoundMessage[] = []
  for (const seq of new Set(edited)) {
    const read = await parts.log.read({ ...keyOf(state), limit: 1, from: { after: seq - 1 } })
    parts.budget.spend(1)
    found.push(...(await matching(parts, keyOf(state), read, words)))
  }
  return found
}
