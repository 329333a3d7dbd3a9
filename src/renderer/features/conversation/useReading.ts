import { useMemo, useState } from 'react'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import type { ThreadItems } from '../../state/ConsoleContext.tsx'
import { useSeen } from '../../state/reading/useSeen.ts'
import type { Opening, Row } from './rows/conversationRows.ts'
import type { LeftConversation } from './scrolling/readingPositions.ts'

interface ReadingInput {
  readonly session: SessionSummary
  readonly thread: Thread
  readonly items: ThreadItems
  readonly readUpTo: number
  readonly left: LeftConversation | undefined
}

/** Place of the line above what was unread when the conversation was opened, or is since an answer passed over it. */
export function useUnreadLine({ session, thread, items, readUpTo, left }: ReadingInput) {
  const head = Math.max(session.heads[thread] ?? 0, items.entries.at(-1)?.seq ?? 0)
  const unread = session.unread[thread]
  const [passedOver, setPassedOver] = useState(left?.passedOver ?? null)
  const [opening, setOpening] = useState<Opening>({
    ...{ readUpTo: passedOver ?? readUpTo, head, unread },
    isPassedOver: passedOver !== null,
  })
  const onPassedOver = (after: number | null) => {
    setPassedOver(after)
    if (after === null) setOpening({ ...opening, isPassedOver: false })
    // It stays where it is while what is below it is looked at bit by bit.
    else if (!opening.isPassedOver) setOpening({ readUpTo: after, head, unread, isPassedOver: true })
  }
  return { opening, passedOver, onPassedOver }
}

type UnreadLine = ReturnType<typeof useUnreadLine>

/** Reports how far the thread was read: what was in front of the person, and, when they write, all up to what is. */
export function useReadUpTo(
  { session, thread, items, readUpTo }: ReadingInput,
  rows: readonly Row[],
  inView: readonly number[],
  { passedOver, onPassedOver }: Pick<UnreadLine, 'passedOver' | 'onPassedOver'>,
): void {
  const passed = useMemo(() => rows.flatMap(needsNoLook), [rows])
  const written = items.pending.map(({ id }) => id)
  useSeen({ sessionId: session.id, thread, readUpTo, passed, inView }, { written, passedOver, onPassedOver })
}

function needsNoLook(row: Row): readonly number[] {
  if (row.kind === 'system') return row.entries.map(({ seq }) => seq)
  return row.kind === 'message' && row.own && row.entry ? [row.entry.seq, ...row.alsoSeqs] : []
}
