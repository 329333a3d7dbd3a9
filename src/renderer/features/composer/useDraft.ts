import { useCallback, useEffect, useMemo, useState } from 'react'
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
  /** Reason why the text is in this window only; null when it is on the disk. */
  readonly failure: Failure | null
}

/** The text of a composer, kept on the disk: after a pause, and whenever it might be left. `saved` is what is there at first. */
export function useDraft(sessionId: SessionId, thread: Thread, saved: string, visible: boolean): Draft {
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
    () => ({ text, setText, take, failure, flush: drafts.flush, released: drafts.released }),
    [text, setText, take, failure, drafts],
  )
}
