import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Failure } from '../../../shared/model/failure.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { systemClock } from '../../../shared/model/timing/clock.ts'
import { useActions } from '../../state/ConsoleContext.tsx'
import { createDraftSaver } from './draftSaver.ts'

/** Longest time that a text may be unsaved while somebody types. */
const pauseMs = 150

interface Draft {
  readonly text: string
  readonly setText: (text: string) => void
  /** Saves now what is not saved yet. */
  readonly flush: () => void
  /** Empties the composer for a text that is sent, and returns the draft that goes with it; see `DraftSaver`. */
  readonly take: () => string
  readonly released: (draft: string) => void
  /** Resolves when what is written is saved, or was refused. */
  readonly keep: () => Promise<void>
  /** Reason why the text is in this window only; null when it is on the disk. */
  readonly failure: Failure | null
}

interface DraftInput {
  readonly sessionId: SessionId
  readonly thread: Thread
  /** The text that is on the disk. */
  readonly saved: string
  /** Grows when what is on the disk was written at another workstation. */
  readonly taken: number
  readonly visible: boolean
  /** Called when a text from elsewhere is the text here now. */
  readonly onTaken: (text: string) => void
}

/** The text of a composer, kept on the disk: after a pause, and whenever it might be left. What was written at another workstation takes its place, unless something is written here. */
export function useDraft({ sessionId, thread, saved, taken, visible, onTaken }: DraftInput): Draft {
  const { saveDraft, onClosing } = useActions()
  const [text, setShown] = useState(saved)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [drafts] = useState(() =>
    createDraftSaver({
      clock: systemClock,
      pauseMs,
      saved,
      save: (latest, replaces) => saveDraft(sessionId, thread, latest, replaces),
      answered: setFailure,
    }),
  )
  const setText = useCallback(
    (next: string) => {
      setShown(next)
      drafts.change(next)
    },
    [drafts],
  )

  const take = useCallback(() => {
    setShown('')
    return drafts.take()
  }, [drafts])

  const known = useRef(taken)
  const noteTaken = useRef(onTaken)
  noteTaken.current = onTaken
  useEffect(() => {
    if (known.current === taken) return
    known.current = taken
    if (!drafts.adopt(saved)) return
    setShown(saved)
    noteTaken.current(saved)
  }, [drafts, taken, saved])

  useEffect(() => {
    const onHide = () => drafts.flush()
    window.addEventListener('pagehide', onHide)
    document.addEventListener('visibilitychange', onHide)
    const stop = onClosing(drafts.handOver)
    return () => {
      stop()
      window.removeEventListener('pagehide', onHide)
      document.removeEventListener('visibilitychange', onHide)
      drafts.flush()
    }
  }, [drafts, onClosing])

  useEffect(() => {
    if (!visible) drafts.flush()
  }, [drafts, visible])

  return useMemo(
    () => ({ text, setText, take, failure, flush: drafts.flush, released: drafts.released, keep: drafts.handOver }),
    [text, setText, take, failure, drafts],
  )
}
