import { useCallback, useEffect, useMemo, useState } from 'react'
import { systemClock } from '../../../shared/model/clock.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useActions } from '../../state/ConsoleContext.tsx'
import { createDraftSaver } from './draftSaver.ts'

/** How long after the last key a draft is saved. */
const pauseMs = 300

interface Draft {
  readonly text: string
  readonly setText: (text: string) => void
  /** Saves now what is not saved yet. */
  readonly flush: () => void
}

/** The text of a composer, kept on the disk: after a pause, and whenever it might be left. `saved` is what is there at first. */
export function useDraft(sessionId: SessionId, thread: Thread, saved: string, visible: boolean): Draft {
  const { saveDraft } = useActions()
  const [text, setShown] = useState(saved)
  const [drafts] = useState(() =>
    createDraftSaver({
      clock: systemClock,
      pauseMs,
      saved,
      save: (latest) => void saveDraft(sessionId, thread, latest),
    }),
  )
  const setText = useCallback(
    (next: string) => {
      setShown(next)
      drafts.change(next)
    },
    [drafts],
  )

  useEffect(() => {
    const onHide = () => drafts.flush()
    window.addEventListener('pagehide', onHide)
    document.addEventListener('visibilitychange', onHide)
    return () => {
      window.removeEventListener('pagehide', onHide)
      document.removeEventListener('visibilitychange', onHide)
      drafts.flush()
    }
  }, [drafts])

  useEffect(() => {
    if (!visible) drafts.flush()
  }, [drafts, visible])

  return useMemo(() => ({ text, setText, flush: drafts.flush }), [text, setText, drafts])
}
