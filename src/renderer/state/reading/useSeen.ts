import { useEffect, useRef, useState } from 'react'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { systemClock } from '../../../shared/model/timing/clock.ts'
import { useActions } from '../ConsoleContext.tsx'
import { createSeenTracker } from './seenTracker.ts'

/** Time that an entry must stay in view to count as seen. */
const dwellMs = 1_000

interface Seen {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly readUpTo: number
  /** The `seq`s of the entries that need no looking at: own ones, and those that are not messages. */
  readonly passed: readonly number[]
  /** The `seq`s of which all is in view; none while nobody can be looking. */
  readonly inView: readonly number[]
}

/** Messages that this person writes, and their effect on what was read. */
interface Answers {
  /** Ids of the messages that this person has written and the log does not hold yet. */
  readonly written: readonly string[]
  /** The `seq` after which an earlier answer passed over what nobody had looked at; null: there is nothing of that. */
  readonly passedOver: number | null
  readonly onPassedOver: (after: number | null) => void
}

const noAnswers: Answers = { written: [], passedOver: null, onPassedOver: () => undefined }

/** Reports how far the thread was in front of a person, see `createSeenTracker`. */
export function useSeen({ sessionId, thread, readUpTo, passed, inView }: Seen, answers: Answers = noAnswers): void {
  const { markSeen } = useActions()
  const latest = useRef(answers)
  latest.current = answers
  const [tracker] = useState(() =>
    createSeenTracker({
      clock: systemClock,
      dwellMs,
      readUpTo,
      passedOver: answers.passedOver,
      onSeen: (upTo) => void markSeen(sessionId, thread, upTo),
      onPassedOver: (after) => latest.current.onPassedOver(after),
    }),
  )
  useEffect(() => tracker.advance(readUpTo), [tracker, readUpTo])
  useEffect(() => tracker.pass(passed), [tracker, passed])
  const shown = inView.join()
  useEffect(() => tracker.show(shown === '' ? [] : shown.split(',').map(Number)), [tracker, shown])
  const [known] = useState(() => new Set(answers.written))
  useEffect(() => {
    const fresh = answers.written.filter((id) => !known.has(id))
    for (const id of fresh) known.add(id)
    if (fresh.length > 0) tracker.answer()
  }, [tracker, known, answers.written])
  useEffect(() => tracker.stop, [tracker])
}
