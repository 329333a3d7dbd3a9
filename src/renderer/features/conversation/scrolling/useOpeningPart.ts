import { useEffect, useRef, useState } from 'react'
import type { SessionId } from '../../../../shared/model/ids.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import { type ThreadItems, useActions } from '../../../state/ConsoleContext.tsx'
import type { LeftConversation } from './readingPositions.ts'

/** So many pages are read at most at the opening in order to find the first unread. */
const pagesToFirstUnread = 2

interface OpeningPart {
  readonly left: LeftConversation | undefined
  readonly readUpTo: number
  readonly hasUnread: boolean
  /** Whether somebody jumps to a message, which is then where it opens. */
  readonly isJump: boolean
}

/**
 * Returns whether the list is drawn: once the thread was read, and the part of it where its reader left it; or else the pages up to what is
 * unread, as far as that is not long. Once drawn, the list stays: it never waits for pages again.
 */
export function useOpeningPart(
  sessionId: SessionId,
  thread: Thread,
  items: ThreadItems,
  opening: OpeningPart,
): boolean {
  const { left, readUpTo, hasUnread, isJump } = opening
  const leftAtSeq = left?.position.kind === 'row' && !isJump ? left.position.seq : null
  const isThere = usePartAround(sessionId, thread, items, leftAtSeq)
  const mayLook = leftAtSeq === null && !isJump && hasUnread
  const isLooking = useFirstUnread(sessionId, thread, items, mayLook ? Math.max(readUpTo, left?.shownUpTo ?? 0) : null)
  const drawn = useRef(false)
  drawn.current ||= items.loaded && isThere && !isLooking
  return drawn.current
}

/** Shows the part around `seq`, or what there is where that cannot be had. Returns whether that was done; null: there is nothing to do. */
function usePartAround(sessionId: SessionId, thread: Thread, items: ThreadItems, seq: number | null): boolean {
  const { showAround } = useActions()
  const [isDone, setDone] = useState(false)
  const { loaded, entries } = items
  const isHeld = seq === null || entries.some((entry) => entry.seq === seq)
  const mustAsk = loaded && !isHeld && !isDone
  useEffect(() => {
    if (!mustAsk || seq === null) return
    let stopped = false
    void showAround(sessionId, thread, seq).then(() => {
      if (!stopped) setDone(true)
    })
    return () => {
      stopped = true
    }
  }, [showAround, sessionId, thread, seq, mustAsk])
  return isHeld || isDone
}

/** Reads the pages up to what is unread from after `readUpTo`; null: it is not looked for. Returns whether it is doing so. */
function useFirstUnread(sessionId: SessionId, thread: Thread, items: ThreadItems, readUpTo: number | null): boolean {
  const { loadBeyond } = useActions()
  const [pagesRead, setPagesRead] = useState(0)
  const { loaded, isAway, earlier } = items
  const [first] = items.entries
  const isLooking =
    readUpTo !== null &&
    first !== undefined &&
    !isAway &&
    (earlier.kind === 'more' || earlier.kind === 'fetching') &&
    first.seq > readUpTo + 1 &&
    pagesRead < pagesToFirstUnread
  const done = useRef(false)
  done.current ||= loaded && !isLooking
  useEffect(() => {
    if (done.current || !loaded || !isLooking) return
    let stopped = false
    void loadBeyond(sessionId, thread, 'earlier').then(() => {
      if (!stopped) setPagesRead(pagesRead + 1)
    })
    return () => {
      stopped = true
    }
  }, [loadBeyond, sessionId, thread, loaded, isLooking, pagesRead])
  return !done.current
}
