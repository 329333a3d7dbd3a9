import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { isAmendment } from '../../../shared/model/messageView.ts'
import { useOwn } from '../../state/ConsoleContext.tsx'
import { useSeen } from '../../state/reading/useSeen.ts'
import type { PartOfThread } from '../../state/threads/partOfThread.ts'
import { useLiveScreen } from '../../ui/useLiveScreen.ts'

/** Name of what an element that shows a note carries: the `seq` of its entry. */
const seqAttribute = 'data-note-seq'

/**
 * Counts staff notes as read that stood at the side, each of them whole, on a screen in front of somebody. Put what is returned on the element
 * around them, and its `seq` on each as `data-note-seq`.
 */
export function useNotesSeen(session: SessionSummary, end: PartOfThread, shown: readonly number[]) {
  const notes = useRef<HTMLDivElement>(null)
  const userId = useOwn()?.userId
  const isLive = useLiveScreen(notes)
  const visible = useWholeInView(notes, shown)
  const readUpTo = session.watermarks.find((mark) => mark.userId === userId && mark.thread === 'staff')?.readUpTo ?? 0
  const passed = useMemo(
    () => end.entries.flatMap(({ seq, body, senderId }) => (needsLook(body.kind, senderId === userId) ? [] : [seq])),
    [end.entries, userId],
  )
  const inView = isLive ? visible.flatMap((seq) => [seq, ...saidOf(end, seq)]) : []
  useSeen({ sessionId: session.id, thread: 'staff', readUpTo, passed, inView })
  return notes
}

/** Messages of others, and what they say of one: that is looked at in the message. */
const needsLook = (kind: string, isOwn: boolean) => !isOwn && kind !== 'membership' && kind !== 'state'

/** The `seq`s of the entries that are said of a message, and so in view with it. */
function saidOf({ entries, amendments }: PartOfThread, targetSeq: number): number[] {
  return [...entries, ...amendments].flatMap(({ seq, body }) =>
    isAmendment(body) && body.targetSeq === targetSeq ? [seq] : [],
  )
}

/** Returns which of the notes are in view with all that they say. */
function useWholeInView(notes: RefObject<HTMLElement | null>, shown: readonly number[]): readonly number[] {
  const [inView, setInView] = useState<ReadonlySet<number>>(new Set())
  const look = useCallback(
    (changes: readonly IntersectionObserverEntry[]) =>
      setInView((before) => {
        const after = new Set(before)
        for (const { target, intersectionRatio } of changes) {
          const seq = Number(target.getAttribute(seqAttribute))
          if (intersectionRatio >= whole) after.add(seq)
          else after.delete(seq)
        }
        return after
      }),
    [],
  )
  const key = shown.join()
  useEffect(() => {
    if (key === '' || !notes.current) return
    const observer = new IntersectionObserver(look, { threshold: [0, whole] })
    for (const note of notes.current.querySelectorAll(`[${seqAttribute}]`)) observer.observe(note)
    return () => observer.disconnect()
  }, [look, notes, key])
  return shown.filter((seq) => inView.has(seq))
}

/** A part of a px may be cut off by rounding. */
const whole = 0.99
