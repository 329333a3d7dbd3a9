import { useCallback, useEffect, useState } from 'react'
import type { Failure } from '../../../shared/model/failure.ts'
import { useActions } from '../../state/ConsoleContext.tsx'
import type { Landing } from '../../state/landing.ts'

/** Message that is jumped to in this conversation. */
export interface Target {
  readonly landing: Landing | null
  /** Reason why it cannot be shown; null while it can, or nothing is known. */
  readonly failure: Failure | null
  readonly jump: (landing: Landing) => void
  /** Tries again, or lets it be. */
  readonly again: () => void
  readonly forget: () => void
}

/** Has the part around a message loaded that somebody jumps to: from outside, by `landing`, which `onLanded` is told is taken, or from within. */
export function useTarget(landing: Landing | null, onLanded: (landing: Landing) => void): Target {
  const { showAround } = useActions()
  const [target, setTarget] = useState<Landing | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    if (landing === null) return
    setTarget(landing)
    onLanded(landing)
  }, [landing, onLanded])
  useEffect(() => {
    if (target === null) return
    let isStale = false
    void showAround(target.sessionId, target.thread, target.seq).then((answer) => {
      if (!isStale) setFailure(answer.ok ? null : answer.failure)
    })
    return () => {
      isStale = true
    }
  }, [showAround, target])
  const again = useCallback(() => {
    setFailure(null)
    setTarget((current) => current && { ...current })
  }, [])
  const forget = useCallback(() => {
    setFailure(null)
    setTarget(null)
  }, [])
  return { landing: target ?? landing, failure, jump: setTarget, again, forget }
}
